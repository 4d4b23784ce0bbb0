import { DETAILS, type Detail } from './grouped-rows.ts';

const TITLES: Readonly<Record<Detail, { readonly name: string; readonly hint: string }>> = {
  forms: { name: 'Forms', hint: 'Every form of message by itself, beneath its pattern.' },
  patterns: { name: 'Patterns', hint: 'One row a pattern.' },
  close: { name: 'Alike', hint: 'Patterns that are the same but for a few words, together.' },
  loose: { name: 'Similar', hint: 'Patterns that are the same but for many words, together.' },
  topics: { name: 'Topics', hint: 'Patterns about the same things, together.' },
};

/** Finer to the left, coarser to the right, over one tree: nothing is read again. */
export function DetailSlider({ detail, onChange }: { detail: Detail; onChange(detail: Detail): void }) {
  const { name, hint } = TITLES[detail];
  return (
    <label className="detail-slider" title={hint}>
      <span className="vh">Detail of the patterns</span>
      <input
        type="range"
        min={0}
        max={DETAILS.length - 1}
        step={1}
        value={DETAILS.indexOf(detail)}
        aria-valuetext={name}
        onChange={(event) => onChange(DETAILS[Number(event.target.value)] ?? 'patterns')}
      />
      <span className="detail-name">{name}</span>
    </label>
  );
}
