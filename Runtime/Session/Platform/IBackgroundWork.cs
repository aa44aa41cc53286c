namespace P2PNet
{
    /// <summary>Something that may wait for a disk, and therefore runs outside of the loop's and the game's thread.</summary>
    internal interface IBackgroundWork
    {
        /// <summary>Does it. It must not throw.</summary>
        void Run();
    }
}
