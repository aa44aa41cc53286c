using System.Collections.Generic;

namespace P2PNet.NatLab;

/// <summary>What the command line says of a matrix.</summary>
internal sealed record MatrixOptions
{
    public required IReadOnlyList<Pair> Pairs { get; init; }

    /// <summary>Laboratories side by side. Default 3: players mostly wait, so more of them than processors keep these busy.</summary>
    public int Laboratories { get; init; } = 3;

    /// <inheritdoc cref="Arena.BuildAsync" path="/param[@name='delay']"/>
    public double Delay { get; init; } = 12.5;

    /// <summary>Where the table goes as Markdown; null for nowhere.</summary>
    public string? MarkdownFile { get; init; }

    /// <summary>Where the table goes as a picture; null for nowhere.</summary>
    public string? PictureFile { get; init; }
}
