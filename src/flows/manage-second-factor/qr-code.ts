import { toString as toQrCode } from 'qrcode';

/** An SVG without a quiet zone of its own: whoever shows it sets it on white. */
export const qrCodeSvg = (text: string): Promise<string> =>
  toQrCode(text, { type: 'svg', margin: 0, errorCorrectionLevel: 'M' });
