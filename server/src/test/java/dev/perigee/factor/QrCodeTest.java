package dev.perigee.factor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class QrCodeTest {

    private static final int SCALE = 4;
    private static final int WHITE = 0xffffff;

    @Test
    void another_program_reads_what_was_written() throws Exception {
        String text = "otpauth://totp/Perigee:ada%40example.com?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Perigee";
        assertThat(read(QrCode.of(text))).isEqualTo(text);
    }

    /** Draws the picture's squares as its view box says, and lets a reader look at it. */
    private static String read(String address) throws Exception {
        String start = "data:image/svg+xml;base64,";
        assertThat(address).startsWith(start);
        String svg = new String(Base64.getDecoder().decode(address.substring(start.length())), StandardCharsets.UTF_8);
        var box = Pattern.compile("viewBox=\"0 0 (\\d+) \\1\"").matcher(svg);
        assertThat(box.find()).isTrue();
        int size = Integer.parseInt(box.group(1)) * SCALE;
        int[] pixels = new int[size * size];
        Arrays.fill(pixels, WHITE);
        Pattern.compile("M(\\d+) (\\d+)h1v1h-1z")
                .matcher(svg)
                .results()
                .forEach(square ->
                        blacken(pixels, size, Integer.parseInt(square.group(1)), Integer.parseInt(square.group(2))));
        var bitmap = new BinaryBitmap(new HybridBinarizer(new RGBLuminanceSource(size, size, pixels)));
        return new QRCodeReader().decode(bitmap).getText();
    }

    private static void blacken(int[] pixels, int size, int x, int y) {
        for (int row = y * SCALE; row < (y + 1) * SCALE; row++) {
            Arrays.fill(pixels, row * size + x * SCALE, row * size + (x + 1) * SCALE, 0);
        }
    }
}
