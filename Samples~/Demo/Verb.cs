namespace P2PNet.Demo;

/// <summary>What the process is to do.</summary>
internal enum Verb
{
    /// <summary>Start a server and players, measure, print the table.</summary>
    Run,

    /// <summary>Create a lobby and chat.</summary>
    Create,

    /// <summary>Join one and chat.</summary>
    Join,

    /// <summary>Find out what this network means for playing.</summary>
    Doctor,

    /// <summary>Print a recording.</summary>
    Replay,

    Help,

    /// <summary>One player of a run, told what to do on standard input.</summary>
    Player,

    /// <summary>Runs a command and ends it when standard input ends.</summary>
    Guard,
}
