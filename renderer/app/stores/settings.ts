import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Zone } from '../../format/time.ts';

export type ThemeChoice = 'system' | 'dark' | 'light';
export type Density = 'two-lines' | 'compact';

/** What a person chose for this window, kept on this computer. */
export interface Settings {
  readonly theme: ThemeChoice;
  readonly density: Density;
  /** Zone in which times are shown. */
  readonly zone: Zone;
  readonly binaryBytes: boolean;
  readonly singleKeys: boolean;
  /** Pixels. */
  readonly facetsWidth: number;
  /** Absent: 344, or 420 in a window of 1680 and more. */
  readonly inspectorWidth: number | undefined;
  readonly facetsHidden: boolean;
  readonly inspectorHidden: boolean;
  readonly wrap: boolean;
  /** Nobody wants to be told again what a model could add to the rules. */
  readonly modelHintHidden: boolean;
}

export interface SettingsStore extends StoreApi<Settings> {
  change(part: Partial<Settings>): void;
}

/** Where settings are kept between visits; text in, text out. */
export interface SettingsKeep {
  read(): string | undefined;
  write(text: string): void;
}

export const DEFAULT_SETTINGS: Settings = {
  theme: 'system',
  density: 'two-lines',
  zone: 'utc',
  binaryBytes: false,
  singleKeys: true,
  facetsWidth: 208,
  inspectorWidth: undefined,
  facetsHidden: false,
  inspectorHidden: false,
  wrap: false,
  modelHintHidden: false,
};

export const FACETS_WIDTH = { min: 180, max: 320 } as const;
export const INSPECTOR_WIDTH = { min: 300, max: 640 } as const;

export function createSettingsStore(keep: SettingsKeep): SettingsStore {
  const store = createStore<Settings>(() => readSettings(keep.read()));
  return {
    ...store,
    change: (part) => {
      store.setState(part);
      keep.write(JSON.stringify(store.getState()));
    },
  };
}

/** Takes what is valid of a kept text and the defaults for the rest: an older or damaged text never breaks the window. */
export function readSettings(text: string | undefined): Settings {
  const kept = parseObject(text);
  const oneOf = <T extends string>(value: unknown, choices: readonly T[], fallback: T): T =>
    choices.find((choice) => choice === value) ?? fallback;
  const flag = (value: unknown, fallback: boolean): boolean => (typeof value === 'boolean' ? value : fallback);
  const width = (value: unknown, { min, max }: { min: number; max: number }): number | undefined =>
    typeof value === 'number' && Number.isFinite(value) ? Math.min(max, Math.max(min, value)) : undefined;
  return {
    theme: oneOf(kept.theme, ['system', 'dark', 'light'], DEFAULT_SETTINGS.theme),
    density: oneOf(kept.density, ['two-lines', 'compact'], DEFAULT_SETTINGS.density),
    zone: typeof kept.zone === 'string' && kept.zone !== '' ? kept.zone : DEFAULT_SETTINGS.zone,
    binaryBytes: flag(kept.binaryBytes, DEFAULT_SETTINGS.binaryBytes),
    singleKeys: flag(kept.singleKeys, DEFAULT_SETTINGS.singleKeys),
    facetsWidth: width(kept.facetsWidth, FACETS_WIDTH) ?? DEFAULT_SETTINGS.facetsWidth,
    inspectorWidth: width(kept.inspectorWidth, INSPECTOR_WIDTH),
    facetsHidden: flag(kept.facetsHidden, DEFAULT_SETTINGS.facetsHidden),
    inspectorHidden: flag(kept.inspectorHidden, DEFAULT_SETTINGS.inspectorHidden),
    wrap: flag(kept.wrap, DEFAULT_SETTINGS.wrap),
    modelHintHidden: flag(kept.modelHintHidden, DEFAULT_SETTINGS.modelHintHidden),
  };
}

function parseObject(text: string | undefined): Readonly<Record<string, unknown>> {
  if (text === undefined) return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}
