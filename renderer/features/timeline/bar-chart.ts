import { BarChart } from 'echarts/charts';
import { GridComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { levelClass } from '../../widgets/level-word.tsx';
import { heightOf, type Lane } from './chart-lanes.ts';

use([BarChart, GridComponent, CanvasRenderer]);

export interface BarChartHandle {
  draw(lanes: readonly Lane[], buckets: number, isLogarithmic: boolean): void;
  resize(): void;
  dispose(): void;
}

/** The stacked bars of the timeline on a canvas; everything that takes focus or is text lies over it. Bars are shares of their lane. */
export function createBarChart(element: HTMLElement, left: number, right: number): BarChartHandle {
  const chart = init(element, undefined, { renderer: 'canvas' });
  return {
    draw(lanes, buckets, isLogarithmic) {
      const style = getComputedStyle(element);
      const colour = (level: string) => style.getPropertyValue(`--lv-${levelClass(level)}`).trim();
      chart.setOption(
        {
          animation: false,
          grid: lanes.map(({ top, height }) => ({ left, right, top, height })),
          xAxis: lanes.map((_, gridIndex) => ({
            type: 'category' as const,
            gridIndex,
            show: false,
            data: Array.from({ length: buckets }, (__, index) => index),
          })),
          yAxis: lanes.map((_, gridIndex) => ({ type: 'value' as const, gridIndex, show: false, min: 0, max: 1 })),
          series: lanes.flatMap((lane, index) =>
            lane.series.map(({ level, values }) => ({
              type: 'bar' as const,
              stack: `lane${index}`,
              xAxisIndex: index,
              yAxisIndex: index,
              barCategoryGap: '12%',
              silent: true,
              data: stacked(lane, values, isLogarithmic),
              itemStyle: { color: colour(level) },
              // A single serious record among many must still show.
              barMinHeight: level === 'FATAL' && index > 0 ? 2 : 0,
            })),
          ),
        },
        true,
      );
    },
    resize: () => chart.resize(),
    dispose: () => chart.dispose(),
  };
}

/** On a log scale the whole column is logarithmic and its parts keep their shares. Nothing is no bar, not even a low one. */
function stacked(lane: Lane, values: readonly number[], isLogarithmic: boolean): (number | '-')[] {
  return values.map((value, bucket) => {
    if (value === 0) return '-';
    const sum = lane.series.reduce((total, other) => total + (other.values[bucket] ?? 0), 0);
    return (heightOf(sum, lane.max, isLogarithmic) * value) / sum;
  });
}
