import { useStore } from 'zustand';
import { useArrangement, useServices, useTimeFormat } from '../../app/services.tsx';
import { IconButton } from '../../widgets/button.tsx';
import { Icon } from '../../widgets/icon.tsx';
import { isSameView, viewWords } from './view-words.ts';

/** The saved views of the investigation, to go to with a click. */
export function SavedViews() {
  const { history, arrangement, overlay } = useServices();
  const time = useTimeFormat();
  const views = useArrangement((state) => state.views);
  const present = useStore(history, (state) => state.present);
  const remove = (name: string): void => {
    const before = arrangement.getState().views;
    arrangement.removeView(name);
    overlay.say(`Removed the view ${name}`, () => arrangement.restart({ ...arrangement.getState(), views: before }));
  };
  return views.map(({ name, look }) => (
    <div key={name} className={isSameView(look, present) ? 'f-row f-view on' : 'f-row f-view'}>
      <button
        type="button"
        className="row-f lab"
        aria-current={isSameView(look, present)}
        title={viewWords(look, time)}
        onClick={() => history.go(look)}
      >
        <Icon name={look.tab === 'patterns' ? 'rows' : 'para'} small />
        <span className="el">{name}</span>
      </button>
      <IconButton icon="x" smallIcon label={`Remove the view ${name}`} onClick={() => remove(name)} />
    </div>
  ));
}
