using System.Collections.Generic;
using System.Globalization;
using System.Text.RegularExpressions;

namespace P2PNet.Server;

/// <summary>Lists given by numbered variables: <c>P2PNET_TURN_EXTERNAL__0</c>, <c>P2PNET_TURN_EXTERNAL__1</c>, in whatever order they come.</summary>
internal sealed partial class EnvironmentLists
{
    private readonly Dictionary<Setting, SortedList<int, string>> _lists = [];

    /// <summary>Each setting with its values in the order of their numbers, and what to call them.</summary>
    public IEnumerable<(Setting Setting, IEnumerable<string> Values, string Source)> All
    {
        get
        {
            foreach ((Setting setting, SortedList<int, string> values) in _lists) yield return (setting, values.Values, setting.EnvironmentName + "__…");
        }
    }

    /// <summary>Takes the number off a variable's name.</summary>
    /// <returns>Whether it has one.</returns>
    public static bool TrySplit(string name, out string whole, out int index)
    {
        Match match = Numbered().Match(name);
        whole = match.Success ? match.Groups[1].Value : name;
        index = match.Success ? int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture) : -1;
        return match.Success;
    }

    public void Add(Setting setting, int index, string value)
    {
        if (!_lists.TryGetValue(setting, out SortedList<int, string>? values)) _lists.Add(setting, values = []);
        values[index] = value;
    }

    [GeneratedRegex(@"^(.+)__([0-9]{1,4})$")]
    private static partial Regex Numbered();
}
