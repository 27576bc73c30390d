import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import {
  HighlightStyle,
  bracketMatching,
  foldGutter,
  indentOnInput,
  syntaxHighlighting,
} from '@codemirror/language';
import { type Diagnostic, lintGutter, setDiagnostics } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import {
  EditorView,
  drawSelection,
  highlightActiveLine,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { tags } from '@lezer/highlight';

import type { TextProblem } from '../scenario/read-scenario-text.ts';

/** An editor of YAML with its errors at their lines. */
export interface YamlEditor {
  readonly element: HTMLElement;
  text(): string;
  /** Another text; its own when it is the same. */
  replace(text: string): void;
  showProblems(problems: readonly TextProblem[]): void;
  /** Puts the cursor at a place. */
  goTo(problem: TextProblem): void;
  close(): void;
}

const COLOURS = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--accent)' },
  { tag: tags.comment, color: 'var(--muted)', fontStyle: 'italic' },
  { tag: [tags.string, tags.content], color: 'var(--ink)' },
  { tag: tags.number, color: 'var(--good)' },
  { tag: tags.punctuation, color: 'var(--muted)' },
]);

const LOOK = EditorView.theme({
  '&': { height: '100%', fontSize: '13px', backgroundColor: 'var(--ground)', color: 'var(--ink)' },
  '.cm-content': { fontFamily: 'var(--mono)', caretColor: 'var(--ink)' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '.cm-gutters': {
    backgroundColor: 'var(--tint)',
    color: 'var(--muted)',
    border: 'none',
  },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--tint)' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--accent-tint) !important',
  },
  '.cm-tooltip': { backgroundColor: 'var(--raised)', borderColor: 'var(--rule)' },
});

/** @param changed told the text whenever the reader has changed it */
export function yamlEditor(initial: string, changed: (text: string) => void): YamlEditor {
  let replacing = false;
  const view = new EditorView({
    state: EditorState.create({
      doc: initial,
      extensions: [
        ...[lineNumbers(), foldGutter(), history(), drawSelection(), indentOnInput()],
        ...[bracketMatching(), highlightActiveLine(), lintGutter(), yaml()],
        ...[syntaxHighlighting(COLOURS), LOOK, EditorView.lineWrapping],
        keymap.of([indentWithTab, ...defaultKeymap, ...historyKeymap]),
        EditorView.contentAttributes.of({ 'aria-label': 'Scenario as YAML' }),
        EditorView.updateListener.of(({ docChanged, state }) => {
          if (docChanged && !replacing) changed(state.doc.toString());
        }),
      ],
    }),
  });
  const offsetOf = ({ line, column }: TextProblem): number => {
    const at = view.state.doc.line(Math.max(1, Math.min(line, view.state.doc.lines)));
    return Math.min(at.from + Math.max(0, column - 1), at.to);
  };
  return {
    element: view.dom,
    text: () => view.state.doc.toString(),
    replace(text) {
      if (text === view.state.doc.toString()) return;
      replacing = true;
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
      replacing = false;
    },
    showProblems(problems) {
      const found = problems.map((problem): Diagnostic => {
        const from = offsetOf(problem);
        const to = view.state.doc.lineAt(from).to;
        return { from, to, severity: 'error', message: problem.message };
      });
      view.dispatch(setDiagnostics(view.state, found));
    },
    goTo(problem) {
      view.dispatch({ selection: { anchor: offsetOf(problem) }, scrollIntoView: true });
      view.focus();
    },
    close: () => view.destroy(),
  };
}
