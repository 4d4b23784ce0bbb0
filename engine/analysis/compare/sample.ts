import { quantityOf } from '../../base/filter/quantity.ts';
import type { Cells } from './cells.ts';

/** Values of one variable in a window: of all records, or of as many from every cell where there are more than can be looked at. */
export interface Sample {
  /** Each different value once. */
  readonly values: readonly string[];
  /** Per record looked at: index into `values`, and the cell of the window it lies in. */
  readonly value: ArrayLike<number>;
  readonly cell: ArrayLike<number>;
  /** Cells of the window, equally long. */
  readonly cells: number;
}

/** Records looked at whose value fits, by cell; the exposure of a cell is all of its records looked at. */
export function cellsOf(sample: Sample, fits: (value: number) => boolean): Cells {
  const counts = new Float64Array(sample.cells);
  const exposures = new Float64Array(sample.cells);
  for (let index = 0; index < sample.value.length; index++) {
    exposures[sample.cell[index]]++;
    if (fits(sample.value[index])) counts[sample.cell[index]]++;
  }
  return { counts, exposures };
}

/** The numbers that the values stand for, in the order of `values`; undefined where one is no number or they measure different things. */
export function numbersOf(samples: readonly Pick<Sample, 'values'>[]): Float64Array[] | undefined {
  let dimension: string | undefined;
  const all: Float64Array[] = [];
  for (const { values } of samples) {
    const numbers = new Float64Array(values.length);
    for (let index = 0; index < values.length; index++) {
      const quantity = quantityOf(values[index]);
      if (quantity === undefined || !Number.isFinite(quantity.base)) return undefined;
      dimension ??= quantity.dimension;
      if (quantity.dimension !== dimension) return undefined;
      numbers[index] = quantity.base;
    }
    all.push(numbers);
  }
  return all;
}
