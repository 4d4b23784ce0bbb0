import { useEffect, useMemo } from 'react';
import { useStore } from 'zustand';
import { useClient } from '../../app/services.tsx';
import { createFieldValues, type FieldValues } from './field-values.ts';

/** The list rests for so long before its fields are asked for: rows that fly by need none. */
const REST_MS = 120;

/**
 * The fields of the records in sight, asked for only while a column shows one.
 * @param ids of the records in sight, from the top
 */
export function useFieldValues(investigationId: string, ids: readonly string[], isNeeded: boolean): FieldValues {
  const client = useClient();
  const values = useMemo(
    () => createFieldValues(async (recordId, signal) => (await client.getRecord({ investigationId, recordId }, { signal })).fields),
    [client, investigationId],
  );
  useEffect(() => () => values.close(), [values]);
  const wanted = isNeeded ? ids.join(' ') : '';
  useEffect(() => {
    if (wanted === '') return values.want([]);
    const timer = setTimeout(() => values.want(wanted.split(' ')), REST_MS);
    return () => clearTimeout(timer);
  }, [values, wanted]);
  useStore(values);
  return values;
}
