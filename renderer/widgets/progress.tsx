/** @param share in [0, 1]; undefined when the size is unknown */
export function Progress({ share, label, tone = '' }: { share: number | undefined; label: string; tone?: '' | 'wait' | 'done' | 'bad' }) {
  const percent = share === undefined ? undefined : Math.round(Math.min(1, Math.max(0, share)) * 100);
  return (
    <div className={`prog ${tone}`} role="progressbar" aria-label={label} aria-valuemin={0} aria-valuemax={100} aria-valuenow={percent}>
      <i
        className={percent === undefined ? 'prog-unknown' : undefined}
        style={percent === undefined ? undefined : { width: `${percent}%` }}
      />
    </div>
  );
}
