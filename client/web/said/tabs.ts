/** Tabs of browsers, and which commands they have had done. */
import type { Browser, Tab, WebState } from '../../state/web.ts';

/** Tabs that are remembered; of the login that has most of them the one that was used longest ago goes. */
const TABS_LIMIT = 200;

export function tabOf(web: WebState, { tab: key }: Browser, now: number) {
  const tab = (Object.hasOwn(web.tabs, key) ? web.tabs[key] : undefined) ?? { did: 0, used: now };
  tab.used = now;
  web.tabs[key] = tab;
  if (Object.keys(web.tabs).length > TABS_LIMIT) forgetTab(web);
  return tab;
}

/** However many tabs a login opens, it pushes out none of those who have fewer. */
function forgetTab({ tabs }: WebState): void {
  const byLogin = new Map<string, string[]>();
  for (const key of Object.keys(tabs)) {
    const [login = ''] = key.split(' ', 1);
    byLogin.set(login, [...(byLogin.get(login) ?? []), key]);
  }
  const most = [...byLogin.values()].reduce((least, one) => (one.length > least.length ? one : least));
  const used = (key: string) => (tabs[key] as Tab).used;
  delete tabs[most.reduce((oldest, key) => (used(key) < used(oldest) ? key : oldest))];
}
