import { useState } from 'react';
import type { Price } from '#contract/policies.ts';
import { Button } from '../../widgets/button.tsx';
import { Dialog } from '../../widgets/dialog.tsx';
import { useDraft, useDraftStore } from './draft-context.tsx';

/** Whose price is reckoned with. Every figure can be changed; list prices say when they were read and how sure they are. */
export function PriceDialog({ onClose }: { onClose(): void }) {
  const store = useDraftStore();
  const { price, prices } = useDraft((state) => ({ price: state.price, prices: state.prices }));
  const [edited, setEdited] = useState(price);
  if (edited === undefined) return null;
  const number = (name: keyof Price, label: string) => (
    <div className="field">
      <label htmlFor={`price-${name}`}>{label}</label>
      <input
        id={`price-${name}`}
        className="inp"
        type="number"
        min="0"
        step="any"
        value={String(edited[name])}
        onChange={(event) =>
          setEdited({ ...edited, [name]: Math.max(0, Number(event.target.value)), status: 'own', source: 'typed in', asOf: '' })
        }
      />
    </div>
  );
  return (
    <Dialog
      title="What logs cost"
      width={460}
      onClose={onClose}
      footer={
        <>
          <span className="sp" />
          <Button onClick={onClose}>Cancel</Button>
          <Button
            kind="primary"
            onClick={() => {
              store.setPrice(edited);
              onClose();
            }}
          >
            Use this price
          </Button>
        </>
      }
    >
      <div className="dlg-form">
        <div className="field">
          <label htmlFor="price-vendor">Begin with</label>
          <select
            id="price-vendor"
            className="inp"
            value={edited.id}
            onChange={(event) => setEdited(prices.find(({ id }) => id === event.target.value) ?? edited)}
          >
            {prices.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
          <small>
            {edited.status}
            {edited.asOf !== '' && `, read ${edited.asOf}`}: {edited.source}. List prices before discounts.
          </small>
        </div>
        <div className="two-cols">
          {number('perGb', 'Dollars per GB')}
          {number('perMillionRecords', 'Dollars per million records')}
          {number('freeGb', 'GB a month that are free')}
          {number('retentionDays', 'Days kept')}
          {number('includedDays', 'Days included')}
          {number('retentionPerGb30Days', 'Dollars per GB and further 30 days')}
        </div>
      </div>
    </Dialog>
  );
}
