import { useEffect, useId, useState } from 'react';

interface SettledInputProps {
  id: string;
  value: string;
  /** Dim, at the right. */
  note?: string;
  placeholder?: string;
  type?: 'text' | 'password';
  isValid?(text: string): boolean;
  /** What is expected, where it is not valid. */
  wanted?: string;
  /** Once the field is left or Enter is pressed, and only with another value that is valid. */
  onSettle(text: string): void;
}

/** A text field whose value counts when it is finished, not at every letter. */
export function SettledInput({ id, value, note, placeholder, type = 'text', isValid = () => true, wanted, onSettle }: SettledInputProps) {
  const [text, setText] = useState(value);
  const errorId = useId();
  useEffect(() => setText(value), [value]);
  const isWrong = text !== value && !isValid(text.trim());
  const settle = (): void => {
    if (text.trim() === value || !isValid(text.trim())) return;
    onSettle(text.trim());
    // What is kept comes back as the value; a secret does not.
    if (type === 'password') setText(value);
  };
  return (
    <>
      <div className={isWrong ? 'inp bad' : 'inp'}>
        <input
          id={id}
          type={type}
          className="bare-input"
          value={text}
          placeholder={placeholder}
          spellCheck={false}
          autoComplete="off"
          aria-invalid={isWrong}
          aria-describedby={isWrong ? errorId : undefined}
          onChange={(event) => setText(event.target.value)}
          onBlur={settle}
          onKeyDown={(event) => event.key === 'Enter' && settle()}
        />
        {note !== undefined && !isWrong && <span className="dim nw">{note}</span>}
      </div>
      {isWrong && (
        <span className="err" id={errorId}>
          {wanted}
        </span>
      )}
    </>
  );
}
