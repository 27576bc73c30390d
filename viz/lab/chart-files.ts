/** Properties that a chart takes from the page's style sheet. */
const INHERITED = ['fill', 'stroke', 'stroke-width', 'stroke-opacity', 'font-size', 'opacity'];

/** A chart by itself: with the colours it has on the page, and a ground of its own. */
export function standaloneSvg(chart: SVGSVGElement, ground: string): string {
  const copy = chart.cloneNode(true) as SVGSVGElement;
  const originals = [chart, ...chart.querySelectorAll<SVGElement>('*')];
  const copies = [copy, ...copy.querySelectorAll<SVGElement>('*')];
  originals.forEach((original, index) => {
    const style = getComputedStyle(original);
    for (const property of INHERITED) {
      copies[index].setAttribute(property, style.getPropertyValue(property));
    }
    copies[index].removeAttribute('class');
  });
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('font-family', 'system-ui, sans-serif');
  copy.setAttribute('style', `background:${ground}`);
  for (const hidden of copy.querySelectorAll('[visibility=hidden]')) hidden.remove();
  return new XMLSerializer().serializeToString(copy);
}

/** A chart as a picture in pixels, at twice its size. */
export async function chartPng(chart: SVGSVGElement, ground: string): Promise<Blob> {
  const { width, height } = chart.getBoundingClientRect();
  const svg = new Blob([standaloneSvg(chart, ground)], { type: 'image/svg+xml' });
  const address = URL.createObjectURL(svg);
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = Math.ceil(width * 2);
    canvas.height = Math.ceil(height * 2);
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('this browser draws no canvas');
    context.fillStyle = ground;
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await pngOf(canvas);
  } finally {
    URL.revokeObjectURL(address);
  }
}

function pngOf(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob === null) reject(new Error('the picture is too large to be saved'));
      else resolve(blob);
    }, 'image/png');
  });
}
