/** Properties that make up the look of a chart; the page's style sheets do not reach into a picture. */
const STYLES = [
  ...['fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-linecap'],
  ...['stroke-linejoin', 'paint-order', 'opacity', 'visibility'],
  ...['font-family', 'font-size', 'font-weight', 'text-anchor', 'dominant-baseline'],
];
/** Pixels of the picture for one of the page. */
const SCALE = 2;
const MARGIN = 16;
const LINE = 20;
/** Where the words of the legend begin, beside their marks. */
const INDENT = 22;

/** A line of the legend whose mark is drawn as it looks on the page. */
interface MarkOnPage {
  readonly label: string;
  readonly mark: Element;
}

/** A line of the legend whose mark is a box, or a line where `dash` says how: strokes and gaps, empty for a whole one. */
export interface DrawnMark {
  readonly label: string;
  /** A colour, or a variable of the page: `var(--run-a)`. */
  readonly color: string;
  readonly dash?: string;
}

export type PictureLegend = MarkOnPage | DrawnMark;

/**
 * A chart on the page as a PNG picture, its title and legend above it, in the colours of the theme.
 *
 * @throws Error when the browser cannot draw it
 */
export async function chartPng(
  svg: SVGSVGElement,
  title: string,
  legend: readonly PictureLegend[],
): Promise<Blob> {
  const { width, height } = svg.getBoundingClientRect();
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser draws no pictures.');
  const look = getComputedStyle(svg.closest('.panel') ?? document.body);
  const font = (weight: number) => `${weight} 13px ${look.fontFamily}`;
  context.font = font(600);
  const titleLines = wrapped(context, title, width);
  context.font = font(400);
  const items = legend.map((item) => ({ item, lines: wrapped(context, item.label, width - INDENT) }));
  const count = items.reduce((sum, { lines }) => sum + lines.length, titleLines.length);
  const top = MARGIN + LINE * count + LINE / 2;
  // A new size takes everything back to the beginning, the font too.
  canvas.width = SCALE * (width + 2 * MARGIN);
  canvas.height = SCALE * (top + height + MARGIN);
  context.scale(SCALE, SCALE);
  context.fillStyle = look.backgroundColor;
  context.fillRect(0, 0, canvas.width, canvas.height);
  let y = MARGIN;
  const write = (lines: readonly string[], weight: number, x: number) => {
    context.font = font(weight);
    context.fillStyle = look.color;
    for (const line of lines) {
      context.fillText(line, x, y + 12);
      y += LINE;
    }
  };
  write(titleLines, 600, MARGIN);
  for (const { item, lines } of items) {
    if ('mark' in item) drawMark(context, getComputedStyle(item.mark), MARGIN, y + 2);
    else drawSample(context, item, look, MARGIN, y + 2);
    write(lines, 400, MARGIN + INDENT);
  }
  context.drawImage(await pictureOf(svg, width, height), MARGIN, top, width, height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('The picture could not be made.'))));
  });
}

/** A text in lines that are no wider than `width`, as far as its words allow, in the font of the context. */
function wrapped(context: CanvasRenderingContext2D, text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = lines.length > 0 ? `${lines[lines.length - 1]} ${word}` : word;
    if (lines.length > 0 && context.measureText(longer).width <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** Strokes and gaps by the name of a border's style; others are drawn through. */
const DASHES: Readonly<Record<string, readonly number[]>> = { dashed: [4, 2], dotted: [1.5, 2.5] };

/** A filled box, a hatched one (a border around a pattern), or a line (a border on top only). */
function drawMark(context: CanvasRenderingContext2D, look: CSSStyleDeclaration, x: number, y: number): void {
  const [width, height] = [14, 10];
  const line = look.borderTopWidth !== '0px';
  const box = look.borderBottomWidth !== '0px';
  context.strokeStyle = look.borderTopColor;
  context.fillStyle = look.backgroundColor;
  context.lineWidth = line && !box ? 2 : 1;
  context.setLineDash(DASHES[look.borderTopStyle] ?? []);
  context.beginPath();
  if (!line) {
    context.fillRect(x, y, width, height);
  } else if (box) {
    context.rect(x, y, width, height);
    for (let across = 3; across < width; across += 3) {
      context.moveTo(x + across, y);
      context.lineTo(x + Math.max(0, across - height), y + Math.min(height, across));
    }
  } else {
    context.moveTo(x, y + height / 2);
    context.lineTo(x + width, y + height / 2);
  }
  context.stroke();
  context.setLineDash([]);
}

/** A box or a piece of a line in a colour of the page. */
function drawSample(
  context: CanvasRenderingContext2D,
  { color, dash }: DrawnMark,
  look: CSSStyleDeclaration,
  x: number,
  y: number,
): void {
  const name = /^var\((--[\w-]+)\)$/.exec(color)?.[1];
  const found = name ? look.getPropertyValue(name).trim() : color;
  context.fillStyle = found;
  context.strokeStyle = found;
  if (dash === undefined) {
    context.fillRect(x, y, 14, 10);
    return;
  }
  context.lineWidth = 2;
  context.setLineDash(dash === '' ? [] : dash.split(' ').map(Number));
  context.beginPath();
  context.moveTo(x, y + 5);
  context.lineTo(x + 18, y + 5);
  context.stroke();
  context.setLineDash([]);
}

async function pictureOf(svg: SVGSVGElement, width: number, height: number): Promise<HTMLImageElement> {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('width', String(SCALE * width));
  copy.setAttribute('height', String(SCALE * height));
  if (!copy.hasAttribute('viewBox')) copy.setAttribute('viewBox', `0 0 ${width} ${height}`);
  const copies = [copy, ...copy.querySelectorAll('*')];
  [svg, ...svg.querySelectorAll('*')].forEach((element, i) => {
    const look = getComputedStyle(element);
    for (const style of STYLES) copies[i].setAttribute(style, look.getPropertyValue(style));
    copies[i].removeAttribute('style');
    copies[i].removeAttribute('class');
  });
  const source = new Blob([new XMLSerializer().serializeToString(copy)], { type: 'image/svg+xml' });
  const address = URL.createObjectURL(source);
  try {
    const picture = new Image();
    picture.src = address;
    await picture.decode();
    return picture;
  } finally {
    URL.revokeObjectURL(address);
  }
}
