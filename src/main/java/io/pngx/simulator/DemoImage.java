package io.pngx.simulator;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import javax.imageio.ImageIO;

/**
 * Draws images that look like a photographed receipt. The images contain no text, because small containers have no
 * fonts.
 */
final class DemoImage {
    private static final int WIDTH = 240;
    private static final int HEIGHT = 340;

    private DemoImage() {}

    /** @param format {@code png} or {@code jpg} */
    static byte[] receipt(String format, Random random) {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.setColor(Color.getHSBColor(random.nextFloat(), 0.15f, 0.75f));
        g.fillRect(0, 0, WIDTH, HEIGHT);
        g.setColor(new Color(250, 249, 244));
        g.fillRect(30, 20, WIDTH - 60, HEIGHT - 40);
        g.setColor(Color.getHSBColor(random.nextFloat(), 0.6f, 0.6f));
        g.fillRect(45, 35, 60 + random.nextInt(60), 14);
        g.setColor(new Color(90, 90, 90));
        for (int y = 70; y < HEIGHT - 50; y += 14) {
            g.fillRect(45, y, 40 + random.nextInt(70), 4);
            g.fillRect(WIDTH - 80, y, 15 + random.nextInt(20), 4);
        }
        g.dispose();
        try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
            ImageIO.write(image, format, out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
