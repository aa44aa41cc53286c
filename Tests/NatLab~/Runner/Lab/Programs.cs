using System;
using System.IO;

namespace P2PNet.NatLab;

/// <summary>The programs that run at the laboratory's hosts, as they were built beside this one.</summary>
internal static class Programs
{
    public static string[] Server { get; } = ["dotnet", Built("P2PNet.Server")];

    public static string[] Demo { get; } = ["dotnet", Built("P2PNet.Demo")];

    /// <summary>This program as a player.</summary>
    public static string[] Player { get; } = ["dotnet", Built("P2PNet.NatLab"), "player"];

    private static string Built(string project) =>
        Path.Combine(AppContext.BaseDirectory, "..", "..", project, Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)), project + ".dll");
}
