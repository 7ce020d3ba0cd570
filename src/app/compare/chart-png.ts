/** Properties that make up the look of a chart; the page's style sheets do not reach into a picture. */
const STYLES = [
  ...['fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-linecap', 'opacity'],
  ...['font-family', 'font-size', 'font-weight', 'text-anchor', 'dominant-baseline', 'visibility'],
];
/** Pixels of the picture for one of the page. */
const SCALE = 2;
const MARGIN = 16;
const LINE = 20;

/**
 * A chart on the page as a PNG picture, its title and legend above it, in the colours of the theme.
 *
 * @throws Error when the browser cannot draw it
 */
export async function chartPng(svg: SVGSVGElement, title: string, legend: readonly string[]): Promise<Blob> {
  const { width, height } = svg.getBoundingClientRect();
  const heads = [title, ...legend];
  const canvas = document.createElement('canvas');
  canvas.width = SCALE * (width + 2 * MARGIN);
  canvas.height = SCALE * (height + 2 * MARGIN + LINE * heads.length);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser draws no pictures.');
  const look = getComputedStyle(document.body);
  context.scale(SCALE, SCALE);
  context.fillStyle = look.backgroundColor;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = look.color;
  heads.forEach((head, i) => {
    context.font = `${i === 0 ? 600 : 400} 13px ${look.fontFamily}`;
    context.fillText(head, MARGIN, MARGIN + LINE * i + 12);
  });
  const picture = await pictureOf(svg, width, height);
  context.drawImage(picture, MARGIN, MARGIN + LINE * heads.length, width, height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('The picture could not be made.'))));
  });
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
