package io.tweedie.models.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tweedie.core.denoiser.Parameterization;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonMistakeTest {

  record Inner(int count, boolean on, Parameterization prediction, List<Double> rates) {

    Inner {
      if (count < 0) {
        throw new IllegalArgumentException("count must not be negative");
      }
    }
  }

  record Outer(List<Inner> parts) {}

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          {'parts':[{'counts':1}]}       | parts[0].counts is not known; here count, on, prediction, rates are
          {'parts':[{'count':-1}]}       | parts[0]: count must not be negative
          {'parts':[{'count':'many'}]}   | parts[0].count: 'many' does not do; expected a whole number
          {'parts':[{'on':'maybe'}]}     | parts[0].on: 'maybe' does not do; expected true or false
          {'parts':[{'prediction':'y'}]} | parts[0].prediction: 'y' does not do; expected one of epsilon, x0, v
          {'parts':[{'rates':{}}]}       | parts[0].rates: expected a list
          {'parts':[{'rates':['fast']}]} | parts[0].rates[0]: 'fast' does not do; expected a number
          {'parts':[3]}                  | parts[0]: expected names with values
          {'parts':[                     | malformed at line 1, column 11: it ends too early
          {'parts':[}                    | malformed at line 1, column 11: Unexpected close marker '}'
          {'parts':nought}               | malformed at line 1, column 10: Unrecognized token 'nought'
          """)
  void speaksTheLanguageOfTheFile(String json, String expected) {
    assertThat(mistake(json.replace('\'', '"'))).isEqualTo(expected);
  }

  private static String mistake(String json) {
    try {
      new JsonMapper().readValue(json, Outer.class);
      return "none";
    } catch (JsonProcessingException e) {
      return JsonMistake.of(e);
    }
  }
}
