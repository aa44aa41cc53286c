using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace P2PNet.NatLab;

/// <summary>A command line of options with values, each of which is asked for once.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> _values = [];

    public Arguments(IEnumerable<string> arguments)
    {
        string[] words = [.. arguments];
        for (int i = 0; i < words.Length; i += 2)
        {
            if (!words[i].StartsWith("--") || i + 1 == words.Length) throw new LabException($"\"{words[i]}\": options are written --name value.");
            _values[words[i][2..]] = words[i + 1];
        }
    }

    /// <summary>The value, or null where the option was not given.</summary>
    public string? Text(string name) => _values.Remove(name, out string? value) ? value : null;

    /// <summary>The words of a value that is separated by commas or spaces, or null where the option was not given.</summary>
    public string[]? List(string name) => Text(name)?.Split([',', ' '], System.StringSplitOptions.RemoveEmptyEntries);

    public int Number(string name, int otherwise) => Text(name) is not string text ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value > 0 ? value
        : throw new LabException($"--{name} is \"{text}\": give a whole number from 1 on.");

    public double Milliseconds(string name, double otherwise) => Text(name) is not string text ? otherwise
        : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value) && value < 10_000 ? value
        : throw new LabException($"--{name} is \"{text}\": give milliseconds, such as 12.5.");

    /// <exception cref="LabException">An option was given that nobody asked for.</exception>
    public void End()
    {
        if (_values.Count > 0) throw new LabException($"--{_values.Keys.First()} is no option of this run.");
    }
}
