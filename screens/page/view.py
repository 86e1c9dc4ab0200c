"""The page: it holds the screen that is shown, what stands around it, and what lies over it."""

from kivy.properties import ListProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.widget import Widget

from screens.page.presenter import HeaderView
from screens.theme.tokens import COLOURS
from screens.values import Footer
from screens.widgets.box import Plain
from screens.widgets.rows import ItemBox


class Header(Plain):
    """Hall, terminal, clock, date (screens.page.presenter.HeaderView)."""

    view = ObjectProperty(HeaderView("", "", "", ""), rebind=True)
    colours = ListProperty([COLOURS["dark"], COLOURS["primary"]])


class StepMark(ItemBox):
    """One of the six steps."""


class Foot(Plain):
    """Back, what stands between, the main button."""

    footer = ObjectProperty(Footer(), rebind=True)
    left = StringProperty("")


class Page(BoxLayout):
    """One screen and what is around it."""

    view = ObjectProperty(rebind=True)
    footer = ObjectProperty(Footer(), rebind=True)

    def hold(self, screen: Widget) -> None:
        """Put `screen` in the middle, instead of what was there."""
        place = self.ids.place
        if place.children and place.children[0] is screen:
            return
        place.clear_widgets()
        place.add_widget(screen)


class Stage(FloatLayout):
    """The whole window: the page, or a screen that fills it, and at most one sheet over it."""

    def __init__(self, page: Page, **values: object) -> None:
        super().__init__(**values)
        self.page = page
        self.screen: Widget | None = None
        self.sheet: Widget | None = None

    def show(self, screen: Widget, bare: bool) -> None:
        """Swap the screen: directly, no transition (it would cost a frame and drop taps)."""
        self.screen = screen
        below = screen if bare else self.page
        if not bare:
            self.page.hold(screen)
        elif screen.parent is not None and screen.parent is not self:
            screen.parent.remove_widget(screen)
        if below.parent is not self:
            for child in [child for child in self.children if child is not self.sheet]:
                self.remove_widget(child)
            self.add_widget(below, index=len(self.children))

    def cover(self, sheet: Widget | None) -> None:
        """Lay a sheet over everything, or take it away; what lies under it cannot be touched."""
        if sheet is self.sheet:
            return
        if self.sheet is not None:
            self.remove_widget(self.sheet)
        self.sheet = sheet
        if sheet is not None:
            self.add_widget(sheet)
