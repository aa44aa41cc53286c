using System;
using System.IO;
using Spectre.Console;

namespace P2PNet.NatLab;

/// <summary>Where the runs write: a terminal gets colours and tables that fill, a file or a build's log plain lines.</summary>
internal static class Output
{
    public static bool IsTerminal => !Console.IsOutputRedirected;

    /// <summary>Where what players and servers wrote is kept; null for nowhere.</summary>
    public static string? LogDirectory { get; set; }

    /// <summary>Keeps what a program at a host wrote, where that is asked for.</summary>
    public static void Keep(string name, string output)
    {
        if (LogDirectory is null) return;
        Directory.CreateDirectory(LogDirectory);
        File.AppendAllText(Path.Combine(LogDirectory, name + ".log"), output);
    }

    public static void Prepare()
    {
        if (IsTerminal) return;
        AnsiConsole.Profile.Capabilities.ColorSystem = ColorSystem.NoColors;
        AnsiConsole.Profile.Width = 140;
    }

    /// <summary>Green or red.</summary>
    public static string Verdict(string text, bool isGood) => $"[{(isGood ? "green" : "red")}]{Markup.Escape(text)}{(isGood ? "" : " ✗")}[/]";
}
