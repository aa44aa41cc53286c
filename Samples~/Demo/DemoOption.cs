using System;
using System.Linq;

namespace P2PNet.Demo;

/// <summary>An option of the command line, and what it is an option of.</summary>
/// <param name="Name">With its dashes.</param>
/// <param name="HasValue">Whether a value belongs to it.</param>
/// <param name="Verbs">What it makes a difference to; empty for everything.</param>
internal sealed record DemoOption(string Name, bool HasValue, params Verb[] Verbs)
{
    private static readonly DemoOption[] All =
    [
        new("--players", true, Verb.Run, Verb.Player),
        new("--seconds", true, Verb.Run, Verb.Player),
        new("--server", true, Verb.Run, Verb.Create, Verb.Join, Verb.Doctor, Verb.Player),
        new("--name", true, Verb.Create, Verb.Join, Verb.Player),
        new("--stun", true, Verb.Doctor),
        new("--json", false, Verb.Doctor, Verb.Replay),
        new("--record", true, Verb.Run, Verb.Create, Verb.Join, Verb.Player),
        new("--network", true, Verb.Run, Verb.Create, Verb.Join, Verb.Player),
        new("--latency", true, Verb.Run, Verb.Create, Verb.Join, Verb.Player),
        new("--jitter", true, Verb.Run, Verb.Create, Verb.Join, Verb.Player),
        new("--loss", true, Verb.Run, Verb.Create, Verb.Join, Verb.Player),
        new("--duplicate", true, Verb.Run, Verb.Create, Verb.Join, Verb.Player),
        new("--reorder", true, Verb.Run, Verb.Create, Verb.Join, Verb.Player),
        new("--bandwidth", true, Verb.Run, Verb.Create, Verb.Join, Verb.Player),
        new("--verbose", false),
    ];

    /// <summary>The option that an argument names, which may have its value behind a '='.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static DemoOption Find(string arg)
    {
        string name = arg.Split('=')[0];
        return Array.Find(All, option => option.Name == name) ?? throw new UsageException($"{name} is not an option of the demo.");
    }

    /// <summary>Whoever gives an option expects something of it.</summary>
    /// <exception cref="UsageException">It would be passed over.</exception>
    public void Check(Verb verb)
    {
        if (Verbs.Length == 0 || Verbs.Contains(verb)) return;
        string[] users = [.. Verbs.Where(v => v != Verb.Player).Select(v => v == Verb.Run ? "a run" : v.ToString().ToLowerInvariant())];
        string all = users.Length < 3 ? string.Join(" and ", users) : string.Join(", ", users[..^1]) + " and " + users[^1];
        throw new UsageException($"{Name} is for {all}, and nothing to {(verb == Verb.Run ? "a run" : verb.ToString().ToLowerInvariant())}.");
    }
}
