using System.Text.Json;

namespace HybridBpo.Trees;

internal static class CalibratorJson
{
    private const int MaxPoints = 10_000_000;

    public static string Write(Calibrator calibrator) => calibrator switch
    {
        PlattCalibrator platt => JsonSerializer.Serialize(new { kind = "platt", slope = platt.Slope, offset = platt.Offset }),
        IsotonicCalibrator steps => JsonSerializer.Serialize(new { kind = "isotonic", margins = steps.Margins, probabilities = steps.Probabilities }),
        _ => throw new ArgumentException("Unknown kind of calibrator.", nameof(calibrator)),
    };

    public static Calibrator Read(JsonAt json)
    {
        try
        {
            return json["kind"].Text() switch
            {
                "platt" => new PlattCalibrator(json["slope"].Number(), json["offset"].Number()),
                "isotonic" => new IsotonicCalibrator(Numbers(json["margins"]), Numbers(json["probabilities"])),
                var other => throw json["kind"].Wrong($"unknown calibrator '{JsonAt.Short(other)}'"),
            };
        }
        catch (ArgumentException e)
        {
            throw new ModelFormatException(json.Path, e.Message, e);
        }
    }

    private static double[] Numbers(JsonAt json) => Array.ConvertAll(json.Items(MaxPoints), item => item.Number());
}
