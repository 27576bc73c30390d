/** HTML that is finished: what it holds was escaped, or was made here. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What can stand in a template: text and numbers are escaped, markup and lists of it are not. */
export type Content = string | number | Markup | readonly Markup[];

/**
 * A template for HTML: whatever comes from outside is text and is shown as text, in content and
 * between the quotes of an attribute alike. A job called `<script>` is a job with a strange name.
 */
export function html(parts: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  let text = parts[0];
  contents.forEach((content, index) => {
    text += render(content) + parts[index + 1];
  });
  return new Markup(text);
}

/** No content. */
export const NOTHING: Markup = new Markup('');

function render(content: Content): string {
  if (content instanceof Markup) return content.text;
  if (typeof content === 'string') return escapeHtml(content);
  if (typeof content === 'number') return String(content);
  return content.map((markup) => markup.text).join('');
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
]);

/** Text as HTML shows it; control characters, which HTML cannot hold, become visible. */
export function escapeHtml(text: string): string {
  return text
    .replace(/[&<>"']/g, (character) => ENTITIES.get(character) ?? character)
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '\ufffd');
}
