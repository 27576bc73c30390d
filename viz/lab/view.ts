import type { Frame, FrameRequest } from '../../sim/session/session-frame.ts';
import type { FrameSource } from './frame-source.ts';

/** Where agents and frameworks are shown now, by where they were; -1 for those that are gone. */
export interface Moves {
  agent(place: number): number;
  framework(place: number): number;
}

/** A part of the lab that shows a run. */
export interface View {
  readonly element: HTMLElement;
  /** What of a frame it draws. */
  readonly wants: FrameRequest;
  /** Another run, or another branch of it: nothing shown before holds. */
  open(source: FrameSource): void;
  /**
   * Agents, frameworks or roles of the same source are others than before: what was chosen stays,
   * and a frame comes next. A view without this has nothing to keep and is opened anew.
   */
  summaryChanged?(moves: Moves): void;
  /** Columns that were not asked for are null: what is shown of them stays. */
  show(frame: Frame): void;
  /** The page turned dark or light: what is on a canvas is drawn anew. */
  recolour?(): void;
  close?(): void;
}

/** All that several views want of one frame. */
export function wantedBy(views: readonly { readonly wants: FrameRequest }[]): FrameRequest {
  const any = (
    part: 'agents' | 'frameworks' | 'roles' | 'masters' | 'fairness' | 'links',
  ): boolean => views.some(({ wants }) => wants[part] === true);
  const history = Math.max(0, ...views.map(({ wants }) => wants.history ?? 0));
  return {
    ...{ agents: any('agents'), frameworks: any('frameworks') },
    ...{ roles: any('roles'), masters: any('masters') },
    fairness: any('fairness'),
    ...(any('links') && { links: true }),
    ...(history > 0 && { history }),
  };
}
