// A part of a long list that is drawn anew only while it is in sight, or about to be: of two hundred rows a screen shows thirty.
// Whatever comes into sight is brought up to date before it is seen.
import { Component, type ComponentType, createRef, type RefObject, type VNode } from 'preact';

/** How far outside of the screen is about to be seen. */
const MARGIN = '600px 0px';

/** `draw` puts `place` on its outermost element; again only when a prop is not the very same as before. */
export function whileInSight<Props extends object>(
  draw: (props: Props, place: RefObject<HTMLElement | null>) => VNode | null,
): ComponentType<Props> {
  return class extends Component<Props> {
    readonly place = createRef<HTMLElement>();
    seen = true;
    behind = false;

    override componentDidMount(): void {
      if (this.place.current !== null) watch(this.place.current, (seen) => this.turn(seen));
    }

    override componentWillUnmount(): void {
      if (this.place.current !== null) unwatch(this.place.current);
    }

    override shouldComponentUpdate(next: Props): boolean {
      const now = this.props as Record<string, unknown>;
      const changed = Object.entries(next).some(([name, value]) => now[name] !== value);
      if (!this.seen && changed) this.behind = true;
      return this.seen && changed;
    }

    turn(seen: boolean): void {
      this.seen = seen;
      if (!seen || !this.behind) return;
      this.behind = false;
      this.forceUpdate();
    }

    override render(props: Props): VNode | null {
      return draw(props, this.place);
    }
  };
}

const watchers = new WeakMap<Element, (seen: boolean) => void>();
let observer: IntersectionObserver | null = null;

function watch(element: Element, turn: (seen: boolean) => void): void {
  watchers.set(element, turn);
  observer ??= new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) watchers.get(target)?.(isIntersecting);
    },
    { rootMargin: MARGIN },
  );
  observer.observe(element);
}

function unwatch(element: Element): void {
  watchers.delete(element);
  observer?.unobserve(element);
}
