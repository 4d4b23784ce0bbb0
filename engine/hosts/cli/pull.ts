import { existsSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { AppError, ERROR_CODES, type ErrorCode, isAppError } from '../../base/app-error.ts';
import { LEVELS } from '../../base/level.ts';
import type { PullFilter, PullRequest } from '../../base/pull.ts';
import { CONNECTORS } from '../../connect/connectors.ts';
import { readStoredRequest } from '../../connect/stored-request.ts';
import type { LogsiftClient } from '../../contract/api.ts';
import { InvestigationReader } from '../../store/reader.ts';
import { tell } from './analyze.ts';
import { type Call, timeOrAgo, wrong } from './arguments.ts';
import { countText, type Output } from './output.ts';
import { watchReading } from './session.ts';

/** A receiver takes what comes, whatever its time. */
const NOW: PullFilter = { fromUs: 0, untilUs: 0, services: [], attributes: [] };

/** Reads a log service into an investigation, or goes on with one that was ended. */
export async function pull(client: LogsiftClient, { files, options }: Call, output: Output): Promise<number> {
  const connector = CONNECTORS.find(({ id }) => id === files[0]);
  if (connector === undefined || files.length > 1) {
    throw wrong(`"logsift pull" needs the name of a log service: ${CONNECTORS.map(({ id }) => id).join(' or ')}.`);
  }
  const { save } = options;
  if (save === undefined) throw wrong('"logsift pull" needs --save with the file that keeps what is read.');
  const isReceiver = connector.isLocal;
  const settings = isReceiver ? { port: options.port ?? '4318' } : settingsOf(options);
  const key = process.env[connector.keyVariable];
  const request: PullRequest = {
    connector: connector.id,
    settings,
    filter: isReceiver ? NOW : filterOf(options),
    follow: isReceiver || options.follow === true,
  };
  if (connector.needsKey(settings) && (key === undefined || key === '')) {
    throw wrong(`The key for ${connector.title} is missing. Put it into the environment variable ${connector.keyVariable}.`);
  }
  const { id: connectionId } = await client.saveConnection({ connector: connector.id, settings, key, keep: false });
  const { checks } = await client.checkConnection({ connectionId });
  const failed = checks.find(({ state }) => state === 'failed');
  if (failed !== undefined) throw new AppError(isErrorCode(failed.code) ? failed.code : 'SERVICE_FAILED', failed.text);
  if (isReceiver) output.error(`Taking logs at http://127.0.0.1:${settings.port}/v1/logs (OTLP over HTTP, JSON or protobuf) until Ctrl+C.`);
  const investigationId =
    (await goOn(client, save, request, hasOwnTimes(options), output)) ?? (await begin(client, save, connectionId, request));
  return tell(client, await watchReading(client, investigationId, output), options.json === true, output);
}

async function begin(client: LogsiftClient, save: string, connectionId: string, { filter, follow }: PullRequest): Promise<string> {
  const { id: investigationId } = await client.createInvestigation({ path: save, name: path.basename(save, '.logsift') });
  const copied = { ...filter, services: [...filter.services], attributes: [...filter.attributes] };
  await client.startPull({ investigationId, connectionId, filter: copied, follow });
  return investigationId;
}

/** @returns undefined when the file holds nothing that this call would go on with: then it begins anew */
async function goOn(
  client: LogsiftClient,
  save: string,
  request: PullRequest,
  hasOwnTimes: boolean,
  output: Output,
): Promise<string | undefined> {
  const sourceId = unfinished(save, request, hasOwnTimes);
  if (sourceId === undefined) return undefined;
  const { id: investigationId, totals } = await client.openInvestigation({ path: save });
  output.error(`Going on with ${save}, which holds ${countText(totals.records)} records.`);
  await client.resumePull({ investigationId, sourceId });
  return investigationId;
}

/** @returns false where the range depends on when the call is made: such a call goes on with the range of the first one */
function hasOwnTimes({ from, until }: Call['options']): boolean {
  return [from, until].every((text) => text !== undefined && !/^\d+[mhd]$/.test(text));
}

/** The source of a pull of this very kind that did not come to its end. */
function unfinished(save: string, request: PullRequest, comparesTimes: boolean): number | undefined {
  if (!existsSync(save)) return undefined;
  let reader: InvestigationReader | undefined;
  try {
    reader = InvestigationReader.open(path.resolve(save));
    const states = new Map(reader.sources().map(({ id, state }) => [id, state]));
    return reader
      .pulls()
      .find(({ sourceId, request: stored }) => states.get(sourceId) !== 'done' && isSame(readStoredRequest(stored), request, comparesTimes))
      ?.sourceId;
  } catch (error) {
    // Not an investigation, or one of another layout: creating says what is to be said.
    if (!isAppError(error)) throw error;
    return undefined;
  } finally {
    reader?.close();
  }
}

function isSame(a: PullRequest, b: PullRequest, comparesTimes: boolean): boolean {
  const times = comparesTimes ? {} : { fromUs: 0, untilUs: 0 };
  const plain = (request: PullRequest): unknown => JSON.parse(JSON.stringify({ ...request, filter: { ...request.filter, ...times } }));
  return isDeepStrictEqual(plain(a), plain(b));
}

function settingsOf({ host, project, tenant, user }: Call['options']): Record<string, string> {
  if (host === undefined) throw wrong('"logsift pull" needs --host with the address of the log service.');
  return Object.fromEntries(
    Object.entries({ host, project, tenant, user }).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
}

function filterOf({ from, until, service, attribute, level, text, query }: Call['options']): PullFilter {
  const nowUs = Date.now() * 1000;
  const fromUs = timeOrAgo(from, 'from', nowUs);
  if (fromUs === undefined) throw wrong('"logsift pull" needs --from with a time, or how long ago: 6h.');
  const untilUs = timeOrAgo(until, 'until', nowUs) ?? nowUs;
  if (untilUs <= fromUs) throw wrong('--until must be later than --from.');
  const minLevel =
    level === undefined
      ? undefined
      : LEVELS.find((one): one is NonNullable<PullFilter['minLevel']> => one !== 'UNSET' && one === level.toUpperCase());
  if (level !== undefined && minLevel === undefined)
    throw wrong(`--level takes one of trace, debug, info, warn, error, fatal, not "${level}".`);
  return {
    fromUs,
    untilUs,
    services: [...(service ?? [])],
    minLevel,
    text,
    attributes: (attribute ?? []).map(attributeOf),
    expression: query,
  };
}

/** `key=value` of a record, `resource:key=value` of what sends it. */
function attributeOf(text: string): PullFilter['attributes'][number] {
  const match = /^(resource:)?([^=]+)=(.*)$/s.exec(text);
  if (match === null) throw wrong(`--attribute takes KEY=VALUE, not "${text}".`);
  return { key: match[2], value: match[3], of: match[1] === undefined ? 'record' : 'resource' };
}

function isErrorCode(code: string | undefined): code is ErrorCode {
  return code !== undefined && Object.hasOwn(ERROR_CODES, code);
}
