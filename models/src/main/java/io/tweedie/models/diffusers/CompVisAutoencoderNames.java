package io.tweedie.models.diffusers;

import io.tweedie.models.checkpoint.Checkpoint.Translation;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names of the autoencoder in the code of CompVis and those of diffusers. With K levels, of
 * which CompVis counts those of the decoder from the finest:
 *
 * <table>
 *   <caption>Layers of encoder and decoder</caption>
 *   <tr><th>CompVis</th><th>diffusers</th></tr>
 *   <tr><td>down.k.block.i, down.k.downsample.conv</td>
 *       <td>down_blocks.k.resnets.i, down_blocks.k.downsamplers.0.conv</td></tr>
 *   <tr><td>up.k.block.i, up.k.upsample.conv</td>
 *       <td>up_blocks.(K - 1 - k).resnets.i, up_blocks.(K - 1 - k).upsamplers.0.conv</td></tr>
 *   <tr><td>mid.block_1, mid.attn_1, mid.block_2</td>
 *       <td>mid_block.resnets.0, mid_block.attentions.0, mid_block.resnets.1</td></tr>
 *   <tr><td>nin_shortcut, norm_out</td><td>conv_shortcut, conv_norm_out</td></tr>
 *   <tr><td>norm, q, k, v, proj_out of the attention</td>
 *       <td>group_norm, to_q, to_k, to_v, to_out.0, the last four matrices</td></tr>
 * </table>
 */
final class CompVisAutoencoderNames {

  private static final Pattern LEVEL =
      Pattern.compile(
          "(encoder|decoder)\\.(down|up)\\.(\\d{1,2})\\.(block|downsample|upsample)\\.(.+)");
  private static final String ATTENTION = ".mid.attn_1.";

  private static final Map<String, String> IN_ATTENTION =
      Map.of("norm", "group_norm", "q", "to_q", "k", "to_k", "v", "to_v", "proj_out", "to_out.0");

  private final Map<String, String> layers = new LinkedHashMap<>();
  private final int levels;

  CompVisAutoencoderNames(int levels) {
    this.levels = levels;
    for (String half : new String[] {"encoder", "decoder"}) {
      layers.put(half + ".mid.block_1", half + ".mid_block.resnets.0");
      layers.put(half + ".mid.block_2", half + ".mid_block.resnets.1");
      layers.put(half + ".norm_out", half + ".conv_norm_out");
    }
  }

  Translation translate(String name) {
    int attention = name.indexOf(ATTENTION);
    if (attention >= 0) {
      String inside =
          CompVisCheckpoint.begun(name.substring(attention + ATTENTION.length()), IN_ATTENTION);
      String place = name.substring(0, attention) + ".mid_block.attentions.0.";
      return new Translation(place + inside, true);
    }
    String layer = CompVisCheckpoint.begun(level(name), layers);
    return new Translation(layer.replace(".nin_shortcut.", ".conv_shortcut."), false);
  }

  private String level(String name) {
    Matcher level = LEVEL.matcher(name);
    if (!level.matches()) {
      return name;
    }
    boolean up = level.group(2).equals("up");
    int index = Integer.parseInt(level.group(3));
    String place = up ? "up_blocks." + (levels - 1 - index) : "down_blocks." + index;
    String layers =
        switch (level.group(4)) {
          case "block" -> "resnets";
          case "downsample" -> "downsamplers.0";
          default -> "upsamplers.0";
        };
    return level.group(1) + "." + place + "." + layers + "." + level.group(5);
  }
}
