// An address as a QR code, to be read by a phone.

import { useEffect, useState } from 'preact/hooks';

const MARGIN = 2;

export function Qr({ text, label }) {
  const [qrcode, setQrcode] = useState();
  // Few look at one: what draws it comes when it is wanted, into its place.
  useEffect(() => { import('qrcode-generator').then((loaded) => setQrcode(() => loaded.default)); }, []);
  if (!qrcode) return <span class="qr" />;
  const code = qrcode(0, 'M');
  code.addData(text);
  code.make();
  const count = code.getModuleCount();
  const cells = Array.from({ length: count * count }, (_, at) => [at % count, Math.floor(at / count)]);
  const dark = cells.filter(([x, y]) => code.isDark(y, x)).map(([x, y]) => `M${x} ${y}h1v1h-1z`).join('');
  const side = count + 2 * MARGIN;
  return (
    <svg class="qr" role="img" aria-label={label} viewBox={`${-MARGIN} ${-MARGIN} ${side} ${side}`} shape-rendering="crispEdges">
      <rect x={-MARGIN} y={-MARGIN} width={side} height={side} fill="#fff" />
      <path d={dark} fill="#000" />
    </svg>
  );
}
