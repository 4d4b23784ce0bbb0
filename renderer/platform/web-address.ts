/**
 * The fragment of the page's address: first the token the host printed (`#token=…`), later the open investigation (`#open=…`).
 * The fragment is never sent to a server and, once read, the token leaves the address so that it is not copied with a link.
 */
export interface WebAddress {
  readonly token: string | undefined;
  readonly investigationId: string | undefined;
}

export function readFragment(fragment: string): WebAddress {
  const values = new URLSearchParams(fragment.replace(/^#/, ''));
  return { token: values.get('token') ?? undefined, investigationId: values.get('open') ?? undefined };
}

/** The fragment that names the investigation; empty when none is open. */
export function writeFragment(investigationId: string | undefined): string {
  return investigationId === undefined ? '' : `#${new URLSearchParams({ open: investigationId }).toString()}`;
}
