import { paletteCss } from '../charts/palette.ts';
import { storage } from './storage.ts';

/** Light or dark: as the system is, until the reader chooses. */
export type Theme = 'system' | 'light' | 'dark';

const ORDER: readonly Theme[] = ['system', 'light', 'dark'];
const KEY = 'evenhand-theme';

/** Defines the colours of frameworks, policies and resources for both grounds. */
export function installPalette(document: Document): void {
  const light = paletteCss('light');
  const dark = paletteCss('dark');
  const style = document.createElement('style');
  style.textContent =
    `:root{${light}}` +
    `@media (prefers-color-scheme:dark){:root:not([data-theme=light]){${dark}}}` +
    `:root[data-theme=dark]{${dark}}`;
  document.head.append(style);
}

/** What the reader chose last; the system's where nothing can be remembered. */
export function chosenTheme(): Theme {
  const stored = storage()?.getItem(KEY);
  return ORDER.find((theme) => theme === stored) ?? 'system';
}

/** Applies a theme to the page and remembers it. */
export function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  storage()?.setItem(KEY, theme);
  document.documentElement.dispatchEvent(new CustomEvent('themechange'));
}

export function nextTheme(theme: Theme): Theme {
  return ORDER[(ORDER.indexOf(theme) + 1) % ORDER.length];
}
