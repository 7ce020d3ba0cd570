import { encode } from 'uqr';
import './qr-code.css';

/** Light modules around the code; readers want four. */
const BORDER = 4;

/** An address as a QR code, dark on light in every theme, as cameras expect it. */
export function QrCode({ address }: { address: string }) {
  const { data, size } = encode(address, { border: BORDER });
  const dark = data.flatMap((row, y) => row.flatMap((on, x) => (on ? `M${x} ${y}h1v1h-1z` : [])));
  return (
    <svg className="qr-code" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={`QR code of ${address}`}>
      <path className="qr-light" d={`M0 0h${size}v${size}h-${size}z`} />
      <path className="qr-dark" d={dark.join('')} shapeRendering="crispEdges" />
    </svg>
  );
}
