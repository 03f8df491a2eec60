// Markup in template literals, bound to the one renderer of the page, and a component that is drawn anew only when what it is
// given is another thing: `Newest` keeps what did not change identical.
import htm from 'htm';
import { Component, type ComponentType, h, type VNode } from 'preact';

export const html = htm.bind(h) as (strings: TemplateStringsArray, ...values: unknown[]) => VNode;

/** `draw` again only when a prop is not the very same as before. */
export function unlessSame<Props extends object>(draw: (props: Props) => VNode | null): ComponentType<Props> {
  return class extends Component<Props> {
    override shouldComponentUpdate(next: Props): boolean {
      const now = this.props as Record<string, unknown>;
      return Object.entries(next).some(([name, value]) => now[name] !== value);
    }
    override render(props: Props): VNode | null {
      return draw(props);
    }
  };
}
