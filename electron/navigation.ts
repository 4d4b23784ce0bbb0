/** The page's own scheme: a real origin, so that the page has storage and a policy, and nothing of `file:`. */
export const APP_SCHEME = 'logsift';
export const APP_ORIGIN = `${APP_SCHEME}://window`;
export const APP_PAGE = `${APP_ORIGIN}/index.desktop.html`;

/** Whether an address is the window's page. Anything else is neither shown nor answered. */
export function isOwnPage(address: string, page: string): boolean {
  const [given, own] = [parse(address), parse(page)];
  return given !== undefined && own !== undefined && given.origin === own.origin && given.pathname === own.pathname;
}

/** Custom schemes have the origin "null" by the URL standard: scheme and host stand for it. */
function parse(address: string): { readonly origin: string; readonly pathname: string } | undefined {
  if (!URL.canParse(address)) return undefined;
  const { protocol, host, pathname } = new URL(address);
  return { origin: `${protocol}//${host}`, pathname };
}
