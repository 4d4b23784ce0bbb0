import { useState } from 'react';
import { formatCount, plural } from '../../format/count.ts';
import { formatDuration } from '../../format/duration.ts';
import { placeOf, spentText } from './explanation-words.ts';
import { RulesDialog } from './rules-dialog.tsx';
import { SentPromptDialog } from './sent-prompt.tsx';
import type { RunningExplanation } from './use-explanation.tsx';

/** Who explains, where, how long it took and what of the records they were given. */
export function ByLine({ running: { state, isRunning, runAgain, cancel } }: { running: RunningExplanation }) {
  const [isShown, setShown] = useState(false);
  const [areRulesShown, setRulesShown] = useState(false);
  const { by, prompt, done } = state;
  const explainer = by?.explainer ?? prompt?.explainer;
  const hasModel = explainer !== undefined && explainer.provider !== 'none';
  return (
    <div className="expl-by">
      <span className="row-f">
        <i className={hasModel ? 'sig' : 'sig off'} aria-hidden="true" />
        <b className="el">
          {explainer === undefined ? 'Explaining' : hasModel ? (explainer.model ?? explainer.provider) : 'No model: rule-based explanation'}
        </b>
        {hasModel && <span className="nw">{placeOf(explainer)}</span>}
      </span>
      {done !== undefined && <span className="nw">{formatDuration(done.elapsedMs)}</span>}
      {by?.rules !== undefined && (
        <span className="nw">
          {formatCount(by.rules.applied)} of {plural(by.rules.all, 'rule')} {by.rules.applied === 1 ? 'applies' : 'apply'}
        </span>
      )}
      {prompt !== undefined && hasModel && (
        <span className="nw">
          {plural(prompt.prompt.records, 'record')} {prompt.sent ? 'sent' : 'not sent'}
        </span>
      )}
      {done?.use !== undefined && (
        <span
          className="nw"
          title={
            done.totalUse === undefined
              ? undefined
              : `In this investigation: ${plural(done.totalUse.calls, 'question')}, ${spentText(done.totalUse)}`
          }
        >
          {spentText(done.use)}
        </span>
      )}
      <span className="sp" />
      {by?.rules !== undefined && (
        <button type="button" className="link nw" onClick={() => setRulesShown(true)}>
          See the rules
        </button>
      )}
      {prompt !== undefined && (
        <button type="button" className="link nw" onClick={() => setShown(true)}>
          {prompt.sent ? 'What was sent' : 'What would be sent'}
        </button>
      )}
      {isRunning && hasModel ? (
        <button type="button" className="link nw" onClick={cancel}>
          Stop
        </button>
      ) : (
        hasModel && (
          <button type="button" className="link nw" onClick={() => runAgain()}>
            Run again
          </button>
        )
      )}
      {areRulesShown && by?.rules !== undefined && <RulesDialog rules={by.rules} onClose={() => setRulesShown(false)} />}
      {isShown && prompt !== undefined && (
        <SentPromptDialog explainer={prompt.explainer} prompt={prompt.prompt} wasSent={prompt.sent} onClose={() => setShown(false)} />
      )}
    </div>
  );
}
