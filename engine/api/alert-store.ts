import { Alert } from '../contract/anomalies.ts';
import type { TextKeep } from './expected-store.ts';

const NAME = 'alerts';

/** The limits set for an investigation. A text of a newer version holds none rather than wrong ones. */
export function readAlerts(keep: Pick<TextKeep, 'kept'>): Alert[] {
  const text = keep.kept(NAME);
  if (text === undefined) return [];
  const parsed = Alert.array().safeParse(JSON.parse(text));
  return parsed.success ? parsed.data : [];
}

export function putAlert(keep: TextKeep, alert: Alert): void {
  write(keep, [...readAlerts(keep).filter(({ id }) => id !== alert.id), alert]);
}

export function removeAlert(keep: TextKeep, alertId: string): void {
  write(
    keep,
    readAlerts(keep).filter(({ id }) => id !== alertId),
  );
}

function write(keep: TextKeep, alerts: readonly Alert[]): void {
  keep.keep(NAME, JSON.stringify(alerts));
}
