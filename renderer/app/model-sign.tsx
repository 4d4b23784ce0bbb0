import { useServices } from './services.tsx';
import { hostOf, isThisComputer, useModelSettings } from './use-models.ts';

/** Who explains, and where: at the right of the title bar, on every screen. */
export function ModelSign() {
  const { overlay } = useServices();
  const { data } = useModelSettings();
  if (data === undefined) return null;
  const { provider } = data.settings;
  const server = provider === 'none' ? undefined : data.settings[provider];
  const isOn = server !== undefined && server.model !== '';
  const where = server === undefined ? '' : isThisComputer(server.address) ? 'on this computer' : `at ${hostOf(server.address)}`;
  return (
    <button type="button" className="model-sign" onClick={() => overlay.open({ kind: 'settings', page: 'Explanations' })}>
      <i className={isOn ? 'sig' : 'sig off'} aria-hidden="true" />
      <span className="el">{isOn ? `${server.model}, ${where}` : 'No model'}</span>
    </button>
  );
}
