/** Where everything of a mockup is: by Yoga, which lays out as CSS flexbox does. */
import Yoga, {
  Align,
  Direction,
  Edge,
  FlexDirection,
  Gutter,
  Justify,
  type Node as YogaNode,
} from 'yoga-layout';
import type { Container, Element, Leaf } from './mockup-elements.ts';

export interface Placed {
  element: Element;
  /** From the corner of the page, in pixels. */
  left: number;
  top: number;
  width: number;
  height: number;
  /** Of a text: broken as it fits. */
  lines: string[];
}

/** Width of a letter as a part of its size, about that of DejaVu Sans: what is drawn is never wider. */
const LETTER = 0.64;
const LINE = 1.3;
const ALIGN = { start: Align.FlexStart, center: Align.Center, end: Align.FlexEnd, stretch: Align.Stretch };
const JUSTIFY = {
  start: Justify.FlexStart,
  center: Justify.Center,
  end: Justify.FlexEnd,
  between: Justify.SpaceBetween,
};
const BUTTON_PADDING = 16;
const CONTROL_HEIGHT = 40;
export const LABEL_HEIGHT = 22;
const NAV_HEIGHT = 56;
const PICTURE = { width: 160, height: 120 };

/** All elements, each container before what is in it. */
export function layOut(root: Element, width: number, height: number): Placed[] {
  const node = nodeFor(root);
  try {
    node.setWidth(width);
    node.setHeight(height);
    node.calculateLayout(width, height, Direction.LTR);
    return placed(root, node, 0, 0);
  } finally {
    node.freeRecursive();
  }
}

export function isContainer(element: Element): element is Container {
  return 'children' in element;
}

/** Breaks at spaces; a word that is too long stands by itself. */
export function linesOf(text: string, size: number, width: number): string[] {
  const most = Math.max(1, Math.floor(width / (size * LETTER)));
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= most)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function nodeFor(element: Element): YogaNode {
  const node = Yoga.Node.create();
  if (isContainer(element)) contain(node, element);
  else measure(node, element);
  if (element.width !== undefined) node.setWidth(element.width);
  if (element.height !== undefined) node.setHeight(element.height);
  if (element.grow > 0) {
    node.setFlexGrow(element.grow);
    node.setFlexShrink(1);
    node.setFlexBasis(0);
  }
  return node;
}

function contain(node: YogaNode, { type, children, gap, padding, align, justify }: Container): void {
  node.setFlexDirection(type === 'row' ? FlexDirection.Row : FlexDirection.Column);
  node.setGap(Gutter.All, gap);
  node.setPadding(Edge.All, padding);
  node.setAlignItems(ALIGN[align]);
  node.setJustifyContent(JUSTIFY[justify]);
  for (const [index, child] of children.entries()) node.insertChild(nodeFor(child), index);
}

function measure(node: YogaNode, element: Leaf): void {
  const { type } = element;
  if (type === 'text') {
    const { text, size } = element;
    node.setFlexShrink(1);
    node.setMeasureFunc((room) => {
      const lines = linesOf(text, size, Number.isNaN(room) ? Infinity : room);
      const longest = Math.max(...lines.map((line) => line.length), 1);
      return { width: longest * size * LETTER, height: Math.max(1, lines.length) * size * LINE };
    });
  } else if (type === 'button') {
    node.setMinWidth(element.text.length * 16 * LETTER + 2 * BUTTON_PADDING);
    node.setMinHeight(CONTROL_HEIGHT);
  } else if (type === 'input') node.setMinHeight(CONTROL_HEIGHT + (element.label ? LABEL_HEIGHT : 0));
  else if (type === 'nav') node.setMinHeight(NAV_HEIGHT);
  else {
    if (element.width === undefined) node.setMinWidth(PICTURE.width);
    if (element.height === undefined) node.setMinHeight(PICTURE.height);
  }
}

function placed(element: Element, node: YogaNode, x: number, y: number): Placed[] {
  const { left, top, width, height } = node.getComputedLayout();
  const at = { left: x + left, top: y + top, width, height };
  const lines = element.type === 'text' ? linesOf(element.text, element.size, width + 1) : [];
  const inner = isContainer(element)
    ? element.children.flatMap((child, index) => placed(child, node.getChild(index), at.left, at.top))
    : [];
  return [{ element, ...at, lines }, ...inner];
}
