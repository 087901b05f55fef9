package io.onevent.it;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;

/** A picture of a page with 64 colours: pages have few, and a repository keeps each picture for ever. */
final class SmallPicture {

    private static final int COLOURS = 64;

    private SmallPicture() {}

    static byte[] of(byte[] png) throws IOException {
        BufferedImage all = ImageIO.read(new ByteArrayInputStream(png));
        Map<Integer, Integer> uses = new HashMap<>();
        for (int y = 0; y < all.getHeight(); y++) {
            for (int x = 0; x < all.getWidth(); x++) {
                uses.merge(all.getRGB(x, y) & 0xffffff, 1, Integer::sum);
            }
        }
        int[] colours = chosen(uses);
        IndexColorModel model = new IndexColorModel(8, colours.length, colours, 0, false, -1, 0);
        BufferedImage small =
                new BufferedImage(all.getWidth(), all.getHeight(), BufferedImage.TYPE_BYTE_INDEXED, model);
        Map<Integer, Integer> nearest = new HashMap<>();
        for (int y = 0; y < all.getHeight(); y++) {
            for (int x = 0; x < all.getWidth(); x++) {
                int index = nearest.computeIfAbsent(all.getRGB(x, y) & 0xffffff, rgb -> nearest(rgb, colours));
                small.getRaster().setSample(x, y, 0, index);
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(small, "png", out);
        return out.toByteArray();
    }

    /** The most used ones, none too near to one that is chosen already. */
    private static int[] chosen(Map<Integer, Integer> uses) {
        List<Integer> byUse = uses.entrySet().stream()
                .sorted(Map.Entry.<Integer, Integer>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .toList();
        int[] colours = new int[COLOURS];
        int count = 0;
        for (int rgb : byUse) {
            if (count < COLOURS && (count < 16 || distance(rgb, colours[nearest(rgb, colours, count)]) > 300)) {
                colours[count++] = rgb;
            }
        }
        return java.util.Arrays.copyOf(colours, count);
    }

    private static int nearest(int rgb, int[] colours) {
        return nearest(rgb, colours, colours.length);
    }

    private static int nearest(int rgb, int[] colours, int count) {
        int best = 0;
        for (int i = 1; i < count; i++) {
            if (distance(rgb, colours[i]) < distance(rgb, colours[best])) {
                best = i;
            }
        }
        return best;
    }

    private static int distance(int one, int other) {
        int red = (one >> 16 & 0xff) - (other >> 16 & 0xff);
        int green = (one >> 8 & 0xff) - (other >> 8 & 0xff);
        int blue = (one & 0xff) - (other & 0xff);
        return red * red + green * green + blue * blue;
    }
}
