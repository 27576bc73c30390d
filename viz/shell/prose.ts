import { type Attributes, type Child, element } from '../elements/element.ts';

/**
 * Children of prose: `code`, *emphasis* and [links](#/lab) in a sentence are made elements, all
 * else is text and never markup.
 */
export function prose(text: string): Child[] {
  const marked = /`(?<code>[^`]+)`|\*(?<strong>[^*]+)\*|\[(?<label>[^\]]+)\]\((?<href>[^)]+)\)/g;
  const children: Child[] = [];
  let from = 0;
  for (const match of text.matchAll(marked)) {
    children.push(text.slice(from, match.index));
    from = match.index + match[0].length;
    const { code, strong, label, href } = match.groups ?? {};
    if (code !== undefined) children.push(element('code', {}, code));
    else if (strong !== undefined) children.push(element('strong', {}, strong));
    else children.push(element('a', { href }, label));
  }
  children.push(text.slice(from));
  return children;
}

/** A paragraph of {@link prose}. */
export function paragraph(text: string, attributes: Attributes = {}): HTMLParagraphElement {
  return element('p', attributes, ...prose(text));
}
