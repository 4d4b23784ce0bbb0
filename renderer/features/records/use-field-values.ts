import { useEffect, useMemo } from 'react';
import { useStore } from 'zustand';
import { useClient } from '../../app/services.tsx';
import { createFieldValues, type FieldValues } from './field-values.ts';

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
  useEffect(() => values.want(wanted === '' ? [] : wanted.split(' ')), [values, wanted]);
  useStore(values);
  return values;
}
