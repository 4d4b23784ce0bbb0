import { type KeyboardEvent, useState } from 'react';
import type { Policy } from '#contract/policies.ts';
import type { ExportTargetSummary } from '#contract/policy-export.ts';
import { Failed, SkeletonRows } from '../../../app/answer-state.tsx';
import { useClient, useServices } from '../../../app/services.tsx';
import { useEngineQuery } from '../../../app/use-engine-query.ts';
import { formatBytes } from '../../../format/bytes.ts';
import { formatCount } from '../../../format/count.ts';
import { Button } from '../../../widgets/button.tsx';
import { Callout } from '../../../widgets/callout.tsx';
import { Dialog } from '../../../widgets/dialog.tsx';
import { CodeLines } from './code-lines.tsx';
import { ExportDifferences } from './export-differences.tsx';
import { saveText } from './save-text.ts';

interface ExportDialogProps {
  readonly investigationId: string;
  /** Those that are on. */
  readonly policies: readonly Policy[];
  /** Of the investigation, for the head of the file. */
  readonly name: string;
  onClose(): void;
}

/** The policies as a file of another program: how well each says them, the file itself, and where that program would decide differently. */
export function ExportDialog({ investigationId, policies, name, onClose }: ExportDialogProps) {
  const client = useClient();
  const { overlay, platform } = useServices();
  const [target, setTarget] = useState('otel-policy');
  const asked = JSON.stringify(policies);
  const targets = useEngineQuery(asked, (signal) => client.listExportTargets({ policies: [...policies] }, { signal }));
  const answer = useEngineQuery(`${target} ${asked}`, (signal) =>
    client.exportPolicies({ policies: [...policies], target, name, version: 0 }, { signal }),
  );
  const file = answer.data?.files[0];
  const title = targets.data?.targets.find(({ id }) => id === target)?.title ?? target;
  const save = (): void => {
    if (file === undefined) return;
    saveText(file.name, file.text);
    overlay.say(`${file.name} is saved`);
  };
  const copy = async (): Promise<void> => {
    if (file === undefined) return;
    await platform.copyText(file.text);
    overlay.say(`${file.name} is copied`);
  };
  const notSame = answer.data?.policies.filter(({ fidelity }) => fidelity !== 'exact') ?? [];
  return (
    <Dialog
      title={`Export ${formatCount(policies.length)} ${policies.length === 1 ? 'policy' : 'policies'}`}
      width={1040}
      className="pol-dialog"
      onClose={onClose}
      footer={
        <>
          <span className="dim small el">The file never holds a log record.</span>
          <span className="sp" />
          <Button icon="copy" disabled={file === undefined} onClick={() => void copy()}>
            Copy
          </Button>
          <Button kind="primary" icon="out" disabled={file === undefined} onClick={save}>
            Save file
          </Button>
        </>
      }
    >
      <div className="pol-two export-two">
        <TargetList targets={targets.data?.targets} selected={target} onSelect={setTarget} />
        <section className="pol-two-main" aria-label={`File for ${title}`} aria-busy={answer.phase !== 'quiet'}>
          <div className="insp-h">
            <b className="mono el">{file?.name ?? '…'}</b>
            {file !== undefined && (
              <span className="dim small">
                {formatCount(file.text.split('\n').length - 1)} lines, {formatBytes(file.text.length)}
              </span>
            )}
          </div>
          {answer.error !== undefined && <Failed what="The file could not be made." error={answer.error} onRetry={answer.retry} />}
          {file === undefined ? <SkeletonRows rows={12} /> : <CodeLines text={file.text} label={`Preview of ${file.name}`} />}
          <div className="export-notes scroll-y">
            {notSame.length > 0 && (
              <Callout tone="warn">
                <ul>
                  {notSame.map(({ policyId, fidelity, reasons }) => (
                    <li key={policyId}>
                      <b>{nameOf(policies, policyId)}</b>{' '}
                      {fidelity === 'out' ? `is not in the file: ` : `behaves a little differently in ${title}: `}
                      {reasons.join('; ')}.
                    </li>
                  ))}
                </ul>
              </Callout>
            )}
            <ExportDifferences key={target} investigationId={investigationId} policies={policies} target={target} title={title} />
            {answer.data !== undefined && answer.data.assumes.length > 0 && (
              <p className="dim small">Given that {answer.data.assumes.join('; ')}.</p>
            )}
          </div>
        </section>
      </div>
    </Dialog>
  );
}

interface TargetListProps {
  readonly targets: readonly ExportTargetSummary[] | undefined;
  readonly selected: string;
  onSelect(id: string): void;
}

function TargetList({ targets, selected, onSelect }: TargetListProps) {
  if (targets === undefined) return <SkeletonRows rows={12} />;
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    const at = targets.findIndex(({ id }) => id === selected);
    const next = targets[Math.max(0, Math.min(targets.length - 1, at + by))];
    onSelect(next.id);
    document.getElementById(`export-${next.id}`)?.focus();
  };
  return (
    <div className="pol-two-list scroll-y" role="radiogroup" aria-label="Export to" onKeyDown={onKeyDown}>
      {targets.map(({ id, title, about, exact, close, out }) => (
        // biome-ignore lint/a11y/useSemanticElements: a row of three parts, of which a radio input would be one
        <button
          key={id}
          id={`export-${id}`}
          type="button"
          role="radio"
          aria-checked={id === selected}
          tabIndex={id === selected ? 0 : -1}
          data-autofocus={id === selected ? true : undefined}
          className={id === selected ? 'export-target on' : 'export-target'}
          onClick={() => onSelect(id)}
        >
          <i className={id === selected ? 'radio on' : 'radio'} />
          <span>{title}</span>
          <small className={close + out === 0 ? 'export-exact' : 'export-partly'}>{fidelityWords(exact, close, out)}</small>
          <small className="dim export-about">{about}</small>
        </button>
      ))}
    </div>
  );
}

function fidelityWords(exact: number, close: number, out: number): string {
  return [exact > 0 && `${exact} exact`, close > 0 && `${close} close`, out > 0 && `${out} out`].filter(Boolean).join(', ');
}

function nameOf(policies: readonly Policy[], id: string): string {
  const policy = policies.find((one) => one.id === id);
  return policy === undefined || policy.name === '' ? id : policy.name;
}
