import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { isAppError } from '#base/app-error.ts';
import { parseQuery } from '#base/filter/parse.ts';
import { type QueryToken, tokensOf, withoutToken, withTokenNegated } from '#base/filter/tokens.ts';
import type { Command } from '../../app/commands.ts';
import { useFilterTotals } from '../../app/filter-totals.tsx';
import { useClient, useCommands, useFilter, useQueryState, useServices } from '../../app/services.tsx';
import { useEngineQuery } from '../../app/use-engine-query.ts';
import { formatExactCount, formatShortCount } from '../../format/count.ts';
import { Button, IconButton } from '../../widgets/button.tsx';
import { Icon } from '../../widgets/icon.tsx';
import { Kbd } from '../../widgets/kbd.tsx';
import { Token } from '../../widgets/token.tsx';
import { type Completion, fieldCompletions, valueCompletions, writingOf } from './completions.ts';
import { RangeButton } from './range-button.tsx';
import { tokenWords } from './token-words.ts';
import { askedWhileTyping, joined, questionIn } from './typed-query.ts';

export function QueryBar() {
  const { history, overlay } = useServices();
  const canGoBack = useStore(history, (state) => state.past.length > 0);
  const canGoForward = useStore(history, (state) => state.future.length > 0);
  const totals = useFilterTotals();
  return (
    <search className="querybar" data-region="query">
      <IconButton icon="left" label="Back one view" disabled={!canGoBack} onClick={() => history.back()} />
      <IconButton icon="right" className="q-forward" label="Forward one view" disabled={!canGoForward} onClick={() => history.forward()} />
      <QueryBox error={totals.error} />
      <span className={totals.phase === 'quiet' ? 'nw mid' : 'nw mid is-busy'} aria-live="polite">
        <b className="strong">{formatExactCount(totals.records, { partial: totals.partial })}</b> of{' '}
        {formatExactCount(totals.allRecords, { partial: totals.partial })}
      </span>
      <RangeButton />
      <Button
        className="hide-narrow"
        title="Give this query, time and tab a name (Ctrl+S)"
        onClick={() => overlay.open({ kind: 'save-view' })}
      >
        Save view
      </Button>
    </search>
  );
}

/** A key press is asked about when the next one does not follow within this time. */
const TYPING_REST_MS = 80;

/** Tokens and, at their end, an input for the next one. What cannot be understood stays in the input and says why. */
function QueryBox({ error }: { error: unknown }) {
  const { query, overlay } = useServices();
  const text = useQueryState((state) => state.text);
  const tokenised = useMemo(() => tokensOf(text), [text]);
  const tokens = tokenised.ok ? tokenised.tokens : [];
  const [draft, setDraft] = useState('');
  const [isWhole, setWhole] = useState(false);
  const [isFocused, setFocused] = useState(false);
  const [picked, setPicked] = useState(-1);
  const input = useRef<HTMLInputElement>(null);
  const tokenRow = useRef<HTMLDivElement>(null);
  useNewestInSight(tokenRow, text);
  const question = questionIn(draft);
  // Words of a question are no filter.
  const filterDraft = question === undefined ? draft : '';
  const completions = useCompletions(isFocused && !isWhole ? filterDraft : '');
  const parsed = filterDraft.trim() === '' ? undefined : parseQuery(filterDraft);
  const problem = parsed !== undefined && !parsed.ok ? parsed.problem : undefined;
  useEffect(() => {
    const timer = setTimeout(() => {
      const asked = askedWhileTyping(text, filterDraft, isWhole);
      if (asked !== 'as before') query.setTyped(asked);
    }, TYPING_REST_MS);
    return () => clearTimeout(timer);
  }, [query, text, filterDraft, isWhole]);
  useEffect(() => {
    // Clearing all filters from elsewhere clears what is being typed too.
    const stop = query.subscribe((now, before) => {
      if (before.typed !== undefined && now.typed === undefined && now.text === '') setDraft('');
    });
    return () => {
      stop();
      query.setTyped(undefined);
    };
  }, [query]);
  useQueryCommands(input, () => {
    setWhole(true);
    setDraft(text);
    input.current?.focus();
  });

  const take = (completion: Completion): void => {
    setDraft(completion.text);
    setPicked(-1);
    if (!completion.text.endsWith(':')) commit(completion.text);
  };
  const commit = (entered: string): void => {
    const next = parseQuery(entered);
    if (!next.ok) return;
    if (isWhole) query.setText(entered);
    else if (entered.trim() !== '') query.setText(joined(text, next.node, entered));
    query.setTyped(undefined);
    setDraft('');
    setWhole(false);
    setPicked(-1);
  };
  const ask = (): void => {
    if (question === undefined || question === '') return;
    overlay.open({ kind: 'ask', question });
    setDraft('');
    setWhole(false);
  };
  const edit = (token: QueryToken, index: number): void => {
    setDraft(token.text);
    query.setText(withoutToken(text, index));
    input.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    const chosen = completions[picked] ?? completions[0];
    if (event.key === 'Enter') {
      const explicit = completions[picked];
      if (question !== undefined) ask();
      else if (explicit !== undefined) take(explicit);
      else commit(draft);
    } else if (event.key === 'Tab' && chosen !== undefined && draft !== '') take(chosen);
    else if (event.key === 'ArrowDown' && completions.length > 0) setPicked(Math.min(completions.length - 1, picked + 1));
    else if (event.key === 'ArrowUp' && completions.length > 0) setPicked(Math.max(-1, picked - 1));
    else if (event.key === 'Backspace' && draft === '' && tokens.length > 0) query.setText(withoutToken(text, tokens.length - 1));
    else if (event.key === 'Escape') {
      setDraft('');
      setWhole(false);
      if (event.shiftKey) query.clear();
      else {
        query.setTyped(undefined);
        input.current?.blur();
      }
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className={problem === undefined ? 'qbox' : 'qbox bad'}>
      <Icon name="filter" />
      {!isWhole && tokens.length > 0 && (
        <div ref={tokenRow} className="q-tokens">
          {tokens.map((token, index) => (
            <Token
              // biome-ignore lint/suspicious/noArrayIndexKey: equal tokens may stand twice
              key={`${index} ${token.text}`}
              {...tokenWords(token)}
              onRemove={() => query.setText(withoutToken(text, index))}
              onClick={(event) => (event.altKey ? query.setText(withTokenNegated(text, index)) : edit(token, index))}
            />
          ))}
        </div>
      )}
      <input
        ref={input}
        className="q-input"
        value={draft}
        placeholder={tokens.length === 0 ? 'Text, field:value, /regex/, or ? and a question' : ''}
        aria-label="Search and filter"
        role="combobox"
        aria-expanded={completions.length > 0}
        aria-controls="query-completions"
        aria-autocomplete="list"
        aria-invalid={problem !== undefined}
        spellCheck={false}
        autoComplete="off"
        onFocus={() => setFocused(true)}
        onBlur={() => setFocused(false)}
        onChange={(event) => {
          setDraft(event.target.value);
          setPicked(-1);
        }}
        onKeyDown={onKeyDown}
      />
      {!isFocused && <Kbd keys="/" />}
      <Problem message={problem?.message ?? (isAppError(error, 'BAD_QUERY') ? error.message : undefined)} />
      {isFocused && question !== undefined && (
        <div className="q-list">
          <button
            type="button"
            className="q-item on"
            disabled={question === ''}
            onPointerDown={(event) => {
              event.preventDefault();
              ask();
            }}
          >
            <span className="el">{question === '' ? 'Ask a question in words' : `Ask: ${question}`}</span>
            <span className="dim">{question === '' ? 'for example: which errors came first' : 'Enter'}</span>
          </button>
        </div>
      )}
      {isFocused && completions.length > 0 && (
        <div id="query-completions" className="q-list" role="listbox" aria-label="Completions">
          {completions.map((completion, index) => (
            <button
              key={completion.label}
              type="button"
              role="option"
              aria-selected={index === picked}
              className={index === picked ? 'q-item on' : 'q-item'}
              onPointerDown={(event) => {
                event.preventDefault();
                take(completion);
              }}
            >
              <span className="mono el">{completion.label}</span>
              <span className="dim">{completion.hint}</span>
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

/** Where not all tokens have room the newest ones are in sight; the focus brings the others. */
function useNewestInSight(row: React.RefObject<HTMLElement | null>, text: string): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the row is another one when the text changes from or to nothing
  useEffect(() => {
    const element = row.current;
    if (element === null) return;
    // The counts beside the box come later and leave it less room.
    const observer = new ResizeObserver(() => {
      element.scrollLeft = element.scrollWidth;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [row, text]);
}

function Problem({ message }: { message: string | undefined }) {
  return message === undefined ? null : (
    <div className="q-problem" role="alert">
      {message} Showing the last valid filter.
    </div>
  );
}

/** Fields and values for the end of the draft. */
function useCompletions(draft: string): readonly Completion[] {
  const client = useClient();
  const asked = useFilter();
  const writing = draft === '' ? undefined : writingOf(draft);
  const wanted = asked !== undefined && writing !== undefined ? asked : undefined;
  const facets = useEngineQuery(writing?.kind === 'field' ? wanted?.key : undefined, (signal) =>
    client.listFacets({ filter: wanted?.filter ?? { investigationId: '' } }, { signal }),
  );
  const field = writing?.kind === 'value' ? writing.field : '';
  const contains = writing?.kind === 'value' ? writing.start : '';
  const values = useEngineQuery(
    writing?.kind === 'value' && wanted !== undefined ? `${wanted.key} ${field} ${contains}` : undefined,
    (signal) => client.getFieldValues({ filter: wanted?.filter ?? { investigationId: '' }, field, contains, limit: 8 }, { signal }),
  );
  if (writing === undefined) return [];
  if (writing.kind === 'value') return valueCompletions(writing, values.data?.field === field ? values.data.values : [], formatShortCount);
  const special = ['level', 'service', 'source', 'pattern', 'trace'].map((name) => ({ name, records: Number.POSITIVE_INFINITY }));
  const known = (facets.data?.fields ?? []).filter(({ name }) => !special.some((one) => one.name === name));
  return fieldCompletions(writing, [...special, ...known], (count) => (Number.isFinite(count) ? formatShortCount(count) : 'all'));
}

function useQueryCommands(input: React.RefObject<HTMLInputElement | null>, editWhole: () => void): void {
  const latest = useRef(editWhole);
  latest.current = editWhole;
  const commands = useMemo<readonly Command[]>(
    () => [
      { id: 'query.focus', title: 'Search and filter', group: 'Filters', keys: ['/'], icon: 'search', run: () => input.current?.focus() },
      {
        id: 'query.as-text',
        title: 'Edit the whole query as text',
        group: 'Filters',
        keys: ['Ctrl+Shift+E'],
        icon: 'filter',
        run: () => latest.current(),
      },
    ],
    [input],
  );
  useCommands(commands);
}
