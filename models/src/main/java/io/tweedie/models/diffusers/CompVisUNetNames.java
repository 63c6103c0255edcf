package io.tweedie.models.diffusers;

import io.tweedie.models.checkpoint.Checkpoint.Translation;
import io.tweedie.models.diffusers.UNet2dConfig.Look;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The names of the U-Net in the code of CompVis, which is guided-diffusion's with transformers, and
 * those that diffusers has for the same layers. With L residual blocks at each level:
 *
 * <table>
 *   <caption>Layers</caption>
 *   <tr><th>CompVis</th><th>diffusers</th></tr>
 *   <tr><td>time_embed.0, .2</td><td>time_embedding.linear_1, linear_2</td></tr>
 *   <tr><td>input_blocks.0.0</td><td>conv_in</td></tr>
 *   <tr><td>input_blocks.(1 + (L + 1) k + i).0, .1</td>
 *       <td>down_blocks.k.resnets.i, attentions.i</td></tr>
 *   <tr><td>input_blocks.((L + 1) (k + 1)).0.op</td><td>down_blocks.k.downsamplers.0.conv</td></tr>
 *   <tr><td>middle_block.0, .1, .2</td>
 *       <td>mid_block.resnets.0, attentions.0, resnets.1</td></tr>
 *   <tr><td>output_blocks.((L + 1) k + i).0, .1</td>
 *       <td>up_blocks.k.resnets.i, attentions.i</td></tr>
 *   <tr><td>output_blocks.((L + 1) k + L), its last layer</td>
 *       <td>up_blocks.k.upsamplers.0</td></tr>
 *   <tr><td>out.0, .2</td><td>conv_norm_out, conv_out</td></tr>
 *   <tr><td>in_layers.0, .2, emb_layers.1</td><td>norm1, conv1, time_emb_proj</td></tr>
 *   <tr><td>out_layers.0, .3, skip_connection</td><td>norm2, conv2, conv_shortcut</td></tr>
 * </table>
 */
final class CompVisUNetNames {

  private static final Map<String, String> RESIDUAL =
      Map.of(
          "in_layers.0", "norm1",
          "in_layers.2", "conv1",
          "emb_layers.1", "time_emb_proj",
          "out_layers.0", "norm2",
          "out_layers.3", "conv2",
          "skip_connection", "conv_shortcut");

  private final Map<String, String> layers = new LinkedHashMap<>();

  CompVisUNetNames(UNet2dConfig config) {
    layers.put("time_embed.0", "time_embedding.linear_1");
    layers.put("time_embed.2", "time_embedding.linear_2");
    layers.put("input_blocks.0.0", "conv_in");
    layers.put("middle_block.0", "mid_block.resnets.0");
    layers.put("middle_block.1", "mid_block.attentions.0");
    layers.put("middle_block.2", "mid_block.resnets.1");
    layers.put("out.0", "conv_norm_out");
    layers.put("out.2", "conv_out");
    int last = config.levels() - 1;
    int stride = config.layersPerBlock() + 1;
    for (int k = 0; k <= last; k++) {
      String down = "down_blocks." + k;
      String up = "up_blocks." + k;
      for (int i = 0; i < stride - 1; i++) {
        layer("input_blocks." + (1 + stride * k + i), down, i);
      }
      for (int i = 0; i < stride; i++) {
        layer("output_blocks." + (stride * k + i), up, i);
      }
      if (k < last) {
        layers.put("input_blocks." + stride * (k + 1) + ".0.op", down + ".downsamplers.0.conv");
        boolean looks = config.up().get(last - k) != Look.NOTHING;
        layers.put(
            "output_blocks." + (stride * k + stride - 1) + (looks ? ".2" : ".1"),
            up + ".upsamplers.0");
      }
    }
  }

  private void layer(String from, String to, int index) {
    layers.put(from + ".0", to + ".resnets." + index);
    layers.put(from + ".1", to + ".attentions." + index);
  }

  Translation translate(String name) {
    String layer = CompVisCheckpoint.begun(name, layers);
    int inside = layer.indexOf(".resnets.");
    if (inside >= 0) {
      int rest = layer.indexOf('.', inside + ".resnets.".length()) + 1;
      layer = layer.substring(0, rest) + CompVisCheckpoint.begun(layer.substring(rest), RESIDUAL);
    }
    return new Translation(layer, false);
  }
}
