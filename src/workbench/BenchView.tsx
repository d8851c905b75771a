/** The bench's frame: toolbar, files, editor, panels, status. Sizes are CSS variables on the page's root. */
import './styles/index.css';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Bench } from './bench.ts';
import { EditorPane } from './editor/EditorPane.tsx';
import type { BenchPage } from './page.ts';
import { HintPanel } from './panels/HintPanel.tsx';
import { PanelArea, ViewTabs } from './panels/PanelArea.tsx';
import { BootLine } from './status/BootLine.tsx';
import { StatusBar } from './status/StatusBar.tsx';
import { Toolbar } from './toolbar/Toolbar.tsx';
import { FileTree } from './tree/FileTree.tsx';
import { BenchContext } from './ui/context.ts';
import { Notices } from './ui/Notices.tsx';
import { Splitter } from './ui/Splitter.tsx';

interface Props {
  page: BenchPage;
  /** The first paint, on the server. */
  children?: ComponentChildren;
}

export function BenchView({ page, children }: Props) {
  const { bench, mounting, offline } = page;
  return (
    <BenchContext.Provider value={bench}>
      <div class="wb" data-view={bench.layout.view.value}>
        <Sizes bench={bench} />
        <Toolbar />
        <BootLine />
        <ViewTabs />
        <div class="wb-body">
          <div class="wb-files" id="wb-files">
            <FileTree />
          </div>
          <Splitter name="files" label="Width of the files" orientation="vertical" grows="forward" />
          <div class="wb-main">
            <EditorPane mounting={mounting}>{children}</EditorPane>
            <HintPanel />
            <Splitter name="panel" label="Height of the panels" orientation="horizontal" grows="back" />
            <PanelArea />
          </div>
        </div>
        <Notices />
        <StatusBar offline={offline} />
      </div>
    </BenchContext.Provider>
  );
}

/** Sizes change often and concern only CSS: nothing is rendered for them. */
function Sizes({ bench }: { bench: Bench }) {
  useEffect(() => {
    bench.layout.recall();
    return bench.layout.sizes.subscribe(({ files, panel }) => {
      document.documentElement.style.setProperty('--wb-files', `${files}px`);
      document.documentElement.style.setProperty('--wb-panel', `${panel}px`);
    });
  }, [bench]);
  return null;
}
