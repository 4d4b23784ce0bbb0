import type { Backtest, PolicyEffect } from '../backtest/backtest.ts';
import { actionOf, type Policy } from '../model/policy.ts';
import type { SafetyCheck } from './check.ts';

const DAY_HOURS = 24;
const MOST_REMOVED = 0.8;
const MANY_POLICIES = 1_000;
const RARE_RECORDS = 100;
const RARE_SHARE = 0.001;

/** What the loaded records say of a policy: rules 4, 8 and 10 to 12. @param alone the same records with this policy and the exemptions only */
export function simulatedChecks(
  policy: Policy,
  effect: PolicyEffect,
  alone: Backtest,
  pins: number,
  hours: number,
): readonly SafetyCheck[] {
  const action = actionOf(policy);
  if (action === 'keep' || action === 'transform' || action === 'other') return [];
  return [
    errorRecords(alone),
    ownPattern(policy, effect),
    pinned(alone, pins),
    anomalies(alone),
    ...changes(alone),
    traces(alone),
    newWording(policy),
    ...frequent(effect, alone),
    ...evidence(hours),
  ];
}

/** The whole set: rule 18. */
export function setChecks(policies: readonly Policy[], { byService }: Backtest): readonly SafetyCheck[] {
  const most = [...byService]
    .map(([service, { bytes, keptBytes }]) => ({ service, share: bytes === 0 ? 0 : 1 - keptBytes / bytes }))
    .sort((a, b) => b.share - a.share)[0];
  const title = 'No service loses more than 80% of its bytes';
  const capped: SafetyCheck =
    most === undefined || most.share <= MOST_REMOVED
      ? { rule: 18, state: 'ok', title, fact: most === undefined ? 'no records' : `${percent(most.share)} at most` }
      : { rule: 18, state: 'review', title, fact: `${most.service === '' ? 'no service' : most.service} loses ${percent(most.share)}` };
  if (policies.length <= MANY_POLICIES) return [capped];
  return [capped, { rule: 18, state: 'note', title: `At most ${MANY_POLICIES} policies`, fact: String(policies.length) }];
}

function errorRecords({ byLevel, guardedLost }: Backtest): SafetyCheck {
  const errors = (byLevel.get('ERROR')?.records ?? 0) + (byLevel.get('FATAL')?.records ?? 0);
  return {
    rule: 10,
    state: guardedLost === 0 ? 'ok' : 'block',
    title: 'ERROR and FATAL are kept',
    fact: `${count(guardedLost)} of ${count(errors)} dropped`,
  };
}

function ownPattern(policy: Policy, { strays, matched }: PolicyEffect): SafetyCheck {
  const title = 'Matches nothing but its own pattern';
  const records = strays.reduce((sum, stray) => sum + stray.records, 0);
  const isAccepted = policy.control?.overrides?.some(({ rule }) => rule === 4) ?? false;
  if (matched === 0) return { rule: 4, state: 'review', title, fact: 'matches no loaded record' };
  return {
    rule: 4,
    state: records === 0 ? 'ok' : isAccepted ? 'note' : 'review',
    title,
    fact: `${count(records)} strays in ${count(matched)}`,
  };
}

function pinned({ pinsLost }: Backtest, pins: number): SafetyCheck {
  return {
    rule: 10,
    state: pinsLost.length === 0 ? 'ok' : 'block',
    title: 'Pinned records are kept',
    fact: `${count(pins - pinsLost.length)} of ${count(pins)}`,
  };
}

function anomalies({ findings }: Backtest): SafetyCheck {
  const title = 'Anomalies are still found';
  const lost = findings.findIndex(({ state }) => state === 'lost');
  if (lost >= 0) return { rule: 10, state: 'block', title, fact: `would hide anomaly ${lost + 1}` };
  const late = findings.findIndex(({ state }) => state === 'delayed');
  if (late >= 0) return { rule: 10, state: 'review', title, fact: `anomaly ${late + 1} found ${seconds(findings[late].delayUs)} late` };
  return { rule: 10, state: 'ok', title, fact: `${findings.length} of ${findings.length}, none later` };
}

function changes({ changes: all }: Backtest): SafetyCheck[] {
  if (all.length === 0) return [];
  const title = 'Changes from A to B are still found';
  const lost = all.filter(({ state }) => state === 'lost');
  if (lost.length === 0) return [{ rule: 10, state: 'ok', title, fact: `${all.length} of ${all.length}` }];
  const [{ kind, template }] = lost;
  const others = lost.length === 1 ? '' : ` and ${lost.length - 1} more`;
  return [{ rule: 10, state: 'block', title, fact: `would hide ${CHANGED[kind]} ${template}${others}` }];
}

const CHANGED = { appeared: 'what is new:', vanished: 'what is gone:', rate: 'the rate of', values: 'the values of' } as const;

function traces({ traces: { split, withError, blind, isPartial } }: Backtest): SafetyCheck {
  const title = 'Traces stay whole';
  const more = isPartial ? '+' : '';
  if (blind > 0)
    return {
      rule: 11,
      state: 'note',
      title,
      fact: `${count(blind)}${more} of ${count(withError)}${more} with an error lose these records`,
    };
  return { rule: 11, state: split === 0 ? 'ok' : 'note', title, fact: `${count(split)}${more} split` };
}

/** Bound expressions know one wording; without one, whatever is worded anew goes as well. */
function newWording(policy: Policy): SafetyCheck {
  const matches = policy.log_filter?.matches ?? policy.log_sampling?.matches ?? [];
  const isBound = matches.some(
    ({ target, predicate, negate }) =>
      target.record_field === 'LOG_RECORD_FIELD_BODY' && !negate && (predicate.regex !== undefined || predicate.equals !== undefined),
  );
  return {
    rule: 4,
    state: isBound ? 'ok' : 'review',
    title: 'New wording is not swallowed',
    fact: isBound ? 'unknown patterns pass' : 'anything these fields say goes',
  };
}

function frequent({ matched, matchedBytes }: PolicyEffect, { total }: Backtest): SafetyCheck[] {
  if (matched === 0 || (matched >= RARE_RECORDS && matchedBytes >= total.bytes * RARE_SHARE)) return [];
  return [{ rule: 8, state: 'review', title: 'Is worth it', fact: `${count(matched)} records only` }];
}

function evidence(hours: number): SafetyCheck[] {
  if (hours >= DAY_HOURS) return [];
  return [{ rule: 12, state: 'note', title: 'Seen for a day', fact: `${hours < 1 ? '<1' : Math.floor(hours)} h of records` }];
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}

function seconds(us: number): string {
  return `${Math.round(us / 1e6)} s`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}
