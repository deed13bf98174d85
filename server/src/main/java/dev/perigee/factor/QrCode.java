package dev.perigee.factor;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A QR code as a picture that a page can show without asking anybody for it. */
final class QrCode {

    /** The quiet zone that ISO/IEC 18004 wants around it. */
    private static final int MARGIN = 4;

    private QrCode() {}

    /** A {@code data:} address of an SVG: black on white in every theme, for cameras read nothing else as surely. */
    static String of(String text) {
        var code = io.nayuki.qrcodegen.QrCode.encodeText(text, io.nayuki.qrcodegen.QrCode.Ecc.MEDIUM);
        var path = new StringBuilder();
        for (int y = 0; y < code.size; y++) {
            for (int x = 0; x < code.size; x++) {
                if (code.getModule(x, y)) {
                    path.append("M%d %dh1v1h-1z".formatted(x + MARGIN, y + MARGIN));
                }
            }
        }
        String svg = """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %1$d" shape-rendering="crispEdges">\
                <path fill="#fff" d="M0 0h%1$dv%1$dH0z"/><path d="%2$s"/></svg>""".formatted(code.size + 2 * MARGIN, path);
        return "data:image/svg+xml;base64," + Base64.getEncoder().encodeToString(svg.getBytes(StandardCharsets.UTF_8));
    }
}
