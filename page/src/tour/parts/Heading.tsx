/** The heading of an answer: it takes the focus when it comes, so that it is read at once. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

export function Heading({ children }: { children: ComponentChildren }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return <h2 ref={heading} tabIndex={-1}>{children}</h2>;
}
