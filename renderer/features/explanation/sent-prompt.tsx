import { useState } from 'react';
import type { SentPrompt } from '#contract/explain.ts';
import type { Explainer } from '#contract/models.ts';
import { usePlatform } from '../../app/services.tsx';
import { formatBytes } from '../../format/bytes.ts';
import { plural } from '../../format/count.ts';
import { Button } from '../../widgets/button.tsx';
import { Dialog } from '../../widgets/dialog.tsx';
import { placeOf } from './explanation-words.ts';

interface SentPromptProps {
  explainer: Explainer;
  prompt: SentPrompt;
  /** False: it stayed here. */
  wasSent: boolean;
  onClose(): void;
}

/** Exactly what a model was sent, or would be. */
export function SentPromptDialog({ explainer, prompt, wasSent, onClose }: SentPromptProps) {
  const platform = usePlatform();
  const [isCopied, setCopied] = useState(false);
  const text = prompt.messages.map(({ role, content }) => `${role}\n\n${content}`).join('\n\n');
  const copy = async (): Promise<void> => {
    await platform.copyText(text);
    setCopied(true);
  };
  return (
    <Dialog
      title={wasSent ? 'What was sent' : 'What would be sent'}
      width={760}
      onClose={onClose}
      footer={
        <>
          <span className="dim">
            Prompt {prompt.version}, {formatBytes(prompt.bytes)}, {plural(prompt.records, 'record')}
            {prompt.masked > 0 && `, ${plural(prompt.masked, 'secret')} replaced`}
          </span>
          <span className="sp" />
          <Button icon="copy" onClick={() => void copy()}>
            {isCopied ? 'Copied' : 'Copy'}
          </Button>
        </>
      }
    >
      <div className="dlg-padded">
        <p className="dim">
          {wasSent ? 'Sent to' : 'For'} {explainer.model} {placeOf(explainer)}, word for word.
          {prompt.leftOut !== undefined && ` ${prompt.leftOut}`}
        </p>
        {prompt.messages.map(({ role, content }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: messages have no identity but their place
          <section key={index} aria-label={`Message of ${role}`}>
            <h3>{role}</h3>
            <pre className="sent-text mono">{content}</pre>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
