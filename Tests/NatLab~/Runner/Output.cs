using System;
using Spectre.Console;

namespace P2PNet.NatLab;

/// <summary>Where the runs write: a terminal gets colours and tables that fill, a file or a build's log plain lines.</summary>
internal static class Output
{
    public static bool IsTerminal => !Console.IsOutputRedirected;

    public static void Prepare()
    {
        if (IsTerminal) return;
        AnsiConsole.Profile.Capabilities.ColorSystem = ColorSystem.NoColors;
        AnsiConsole.Profile.Width = 140;
    }

    /// <summary>Green or red.</summary>
    public static string Verdict(string text, bool isGood) => $"[{(isGood ? "green" : "red")}]{Markup.Escape(text)}{(isGood ? "" : " ✗")}[/]";
}
